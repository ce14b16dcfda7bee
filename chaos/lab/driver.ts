import { randomUUID } from 'node:crypto'
import { PutSecretValueCommand, UpdateSecretVersionStageCommand } from '@aws-sdk/client-secrets-manager'
import { request } from 'undici'
import type { Driver } from '../faults/driver.ts'
import { resources, storeClient, stranger, type World } from './world.ts'

/** An expired token ended this long ago: more than any leeway for clocks. */
const expiredSeconds = -120

/** A token that is made for a fault outlives it. */
const longSeconds = 3_600

/** Drives the lab's authorization server, secret store and alert path, as the operator of a sandbox would drive theirs. */
export function createDriver({ oauth, api, store, service, alerts, canaries }: World): Driver {
  const { clientId, secretId, format } = service
  let registered = { clientId, format, ttlSeconds: service.ttlSeconds, scopes: [...service.scopes] }
  let pending: { readonly versionId: string; readonly from: string } | null = null

  /** The provider takes the new secret at once and the old one no longer. */
  const changeSecret = (): string => {
    const clientSecret = randomUUID()
    canaries.add(clientSecret)
    oauth.addClient({ ...registered, clientSecret })
    return JSON.stringify({ id: clientId, secret: clientSecret })
  }
  const revokeAll = () => oauth.revokeAllOf(clientId)

  return {
    async setTtl(ttlSeconds) {
      const before = registered.ttlSeconds
      registered = { ...registered, ttlSeconds }
      oauth.setTtl(clientId, ttlSeconds)
      return before
    },
    async setScopes(scopes) {
      const before = registered.scopes
      registered = { ...registered, scopes: [...scopes] }
      oauth.setScopes(clientId, scopes)
      return before
    },
    revokeAll,
    async rotateKeys() {
      await oauth.rotateKeys({ dropOld: true })
      const { accessToken } = await oauth.mint({
        clientId,
        scope: registered.scopes.join(' '),
        format,
        ttlSeconds: longSeconds,
      })
      const headers = { authorization: `Bearer ${accessToken}` }
      await (await request(`${api.url}/me`, { headers })).body.dump()
    },
    async rotateSecret() {
      store.put(secretId, changeSecret())
    },
    async strandRotation() {
      const [from = ''] = Object.entries(store.describe(secretId).versionIdsToStages)
        .filter(([, stages]) => stages.includes('AWSCURRENT'))
        .map(([id]) => id)
      const versionId = randomUUID()
      await writing(store.url, (client) =>
        client.send(
          new PutSecretValueCommand({
            SecretId: secretId,
            ClientRequestToken: versionId,
            SecretString: changeSecret(),
            VersionStages: ['AWSPENDING'],
          }),
        ),
      )
      pending = { versionId, from }
    },
    async finishRotation() {
      if (pending === null) return
      const { versionId, from } = pending
      const move = { VersionStage: 'AWSCURRENT', MoveToVersionId: versionId, RemoveFromVersionId: from }
      await writing(store.url, (client) =>
        client.send(new UpdateSecretVersionStageCommand({ SecretId: secretId, ...move })),
      )
      pending = null
    },
    async foreignToken(kind) {
      const owner = kind === 'environment' ? stranger : { clientId, scopes: service.scopes }
      const request = { clientId: owner.clientId, scope: owner.scopes.join(' '), format }
      const audience = kind === 'audience' ? { audience: resources.elsewhere[format] } : {}
      const ttlSeconds = kind === 'expired' ? expiredSeconds : longSeconds
      return (await oauth.mint({ ...request, ...audience, ttlSeconds })).accessToken
    },
    async cutAlerts() {
      alerts.cut()
    },
    async restoreAlerts() {
      alerts.restore()
    },
  }
}

async function writing(url: string, send: (client: ReturnType<typeof storeClient>) => Promise<unknown>): Promise<void> {
  const client = storeClient(url)
  try {
    await send(client)
  } finally {
    client.destroy()
  }
}
