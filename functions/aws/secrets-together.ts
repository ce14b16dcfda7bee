import {
  BatchGetSecretValueCommand,
  type SecretsManagerClient,
  type SecretValueEntry,
} from '@aws-sdk/client-secrets-manager'
import type { StoredSecret } from '../core/model/secret-value.ts'

/** Secrets of one BatchGetSecretValue call (docs.aws.amazon.com/secretsmanager/latest/apireference/API_BatchGetSecretValue.html). */
export const secretsPerCall = 20

/** Secrets that are worth a call together. A secret alone is read alone. */
const fewest = 2

/** Wall-clock time of a call together. Whoever waits for it reads alone afterwards, and within its own deadline. */
const deadlineMs = 2_000

/** Calls in a row without a single value, after which a container reads alone for a while: an endpoint policy may refuse them all. */
const mostFruitless = 2
const aloneForMs = 3_600_000

/**
 * Returns a function that reads the current versions of many secrets with few calls. Only a value with its version and its stage counts. What a
 * call does not hold, for whatever reason, is missing in the result: its reader asks for it alone, and that answer says why.
 */
export function openTogether(client: SecretsManagerClient, now: () => number) {
  let fruitless = 0
  let aloneUntilMs = 0

  async function readGroup(ids: readonly string[]): Promise<ReadonlyMap<string, StoredSecret>> {
    if (ids.length < fewest || now() < aloneUntilMs) return new Map()
    const command = new BatchGetSecretValueCommand({ SecretIdList: [...ids] })
    const { SecretValues = [] } = await client
      .send(command, { abortSignal: AbortSignal.timeout(deadlineMs) })
      .catch(() => ({ SecretValues: [] }))
    const found = new Map(SecretValues.flatMap((entry) => storedOf(entry, ids)))
    fruitless = found.size === 0 ? fruitless + 1 : 0
    if (fruitless >= mostFruitless) aloneUntilMs = now() + aloneForMs
    return found
  }

  return (ids: readonly string[]): ReadonlyMap<string, Promise<ReadonlyMap<string, StoredSecret>>> => {
    const groups = Array.from({ length: Math.ceil(ids.length / secretsPerCall) }, (_, index) =>
      ids.slice(index * secretsPerCall, (index + 1) * secretsPerCall),
    )
    return new Map(
      groups.flatMap((group) => {
        const read = readGroup(group)
        return group.map((id) => [id, read] as const)
      }),
    )
  }
}

/** Returns the current version of a secret by each id that it was asked for. */
function storedOf(
  { Name, ARN, SecretString, SecretBinary, VersionId, VersionStages }: SecretValueEntry,
  ids: readonly string[],
): readonly (readonly [id: string, stored: StoredSecret])[] {
  const value = SecretString ?? SecretBinary
  if (value === undefined || VersionId === undefined || VersionStages?.includes('AWSCURRENT') !== true) return []
  return ids.filter((id) => id === Name || id === ARN).map((id) => [id, { value, versionId: VersionId }])
}
