import { randomUUID } from 'node:crypto'
import { PutSecretValueCommand, UpdateSecretVersionStageCommand } from '@aws-sdk/client-secrets-manager'
import type { Driver } from '../faults/driver.ts'
import type { Registration } from './identity-driver.ts'
import { storeClient } from './services.ts'
import type { World } from './world.ts'

/** A secret store with the service's client secret, and the authorization server that knows it. */
export type RotatedSecret = Pick<World, 'oauth' | 'store'> & {
  readonly service: Pick<World['service'], 'clientId' | 'secretId'>
  /** Receives every new client secret: none of them may appear in a log. */
  sawSecret(clientSecret: string): void
  /** Writes a client secret as the service reads it. */
  secretText?(clientSecret: string): string
}

export type RotationDriver = Pick<Driver, 'rotateSecret' | 'strandRotation' | 'finishRotation'>

/** Rotates the client secret at the authorization server and in the secret store, or leaves a rotation unfinished. */
export function createRotationDriver(
  { oauth, store, service, sawSecret, ...rest }: RotatedSecret,
  registered: () => Registration,
): RotationDriver {
  const { clientId, secretId } = service
  const secretText = rest.secretText ?? ((secret) => JSON.stringify({ id: clientId, secret }))
  let pending: { readonly versionId: string; readonly from: string } | null = null

  /** Registers a new secret. The authorization server refuses the old one from now on. */
  const registerSecret = (): string => {
    const clientSecret = randomUUID()
    sawSecret(clientSecret)
    oauth.addClient({ ...registered(), clientSecret })
    return secretText(clientSecret)
  }
  return {
    async rotateSecret() {
      store.put(secretId, registerSecret())
    },
    async strandRotation() {
      const stages = Object.entries(store.describe(secretId).versionIdsToStages)
      const [from = ''] = stages.find(([, labels]) => labels.includes('AWSCURRENT')) ?? []
      const versionId = randomUUID()
      const put = new PutSecretValueCommand({
        SecretId: secretId,
        ClientRequestToken: versionId,
        SecretString: registerSecret(),
        VersionStages: ['AWSPENDING'],
      })
      await withStore(store.url, (client) => client.send(put))
      pending = { versionId, from }
    },
    async finishRotation() {
      if (pending === null) return
      const { versionId, from } = pending
      const move = { VersionStage: 'AWSCURRENT', MoveToVersionId: versionId, RemoveFromVersionId: from }
      const update = new UpdateSecretVersionStageCommand({ SecretId: secretId, ...move })
      await withStore(store.url, (client) => client.send(update))
      pending = null
    },
  }
}

async function withStore(
  url: string,
  use: (client: ReturnType<typeof storeClient>) => Promise<unknown>,
): Promise<void> {
  const client = storeClient(url)
  try {
    await use(client)
  } finally {
    client.destroy()
  }
}
