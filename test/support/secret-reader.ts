import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager'

type SecretJson = Record<string, string>

/**
 * Returns the reader of one secret's versions, as an outsider reads them; `undefined` for a version without a value. A version keeps its
 * value, so each is read once: tests look at the same one after every step.
 */
export function readerOf(client: SecretsManagerClient, SecretId: string) {
  const known = new Map<string, SecretJson>()
  async function read(VersionId: string): Promise<SecretJson> {
    const { SecretString = '' } = await client.send(new GetSecretValueCommand({ SecretId, VersionId }))
    return JSON.parse(SecretString)
  }
  return async (versionId: string | undefined): Promise<SecretJson | undefined> => {
    if (versionId === undefined) return undefined
    try {
      const value = known.get(versionId) ?? (await read(versionId))
      known.set(versionId, value)
      return value
    } catch {
      return undefined
    }
  }
}
