import { randomUUID } from 'node:crypto'
import { PutSecretValueCommand, UpdateSecretVersionStageCommand } from '@aws-sdk/client-secrets-manager'
import type { Driver } from '../faults/driver.ts'
import type { Registration } from './identity-driver.ts'
import { storeClient } from './services.ts'
import type { World } from './world.ts'

export type RotationDriver = Pick<Driver, 'rotateSecret' | 'strandRotation' | 'finishRotation'>

/** Rotates the client secret at the authorization server and in the secret store, or leaves a rotation unfinished. */
export function createRotationDriver(
  { oauth, store, service, canaries }: World,
  registered: () => Registration,
): RotationDriver {
  const { clientId, secretId } = service
  let pending: { readonly versionId: string; readonly from: string } | null = null

  /** Registers a new secret. The authorization server refuses the old one from now on. */
  const registerSecret = (): string => {
    const clientSecret = randomUUID()
    canaries.add(clientSecret)
    oauth.addClient({ ...registered(), clientSecret })
    return JSON.stringify({ id: clientId, secret: clientSecret })
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
