import type { Adapter, AdapterFactory, AdapterPayload } from 'oidc-provider'
import type { ClientRegistry } from './clients.ts'

type Entry = { readonly payload: AdapterPayload; readonly endsAtMs: number }

const sweepEveryMs = 10_000

/** The provider's adapter, and what the operator asks of it besides. */
export type TokenStore = {
  readonly adapter: AdapterFactory
  /** Opaque access tokens of a client that have not been revoked and not expired. */
  accessTokensOf(clientId: string): readonly string[]
}

/**
 * Store of oidc-provider for opaque tokens and clients. It is in memory and outside of the provider, so that tokens survive the
 * new provider that a key rotation needs. `onRevoked` receives access tokens that end with their consent.
 */
export function createStore(clients: ClientRegistry, onRevoked: (accessToken: string) => void): TokenStore {
  const entries = new Map<string, Entry>()
  let sweptAtMs = 0
  const sweep = (nowMs: number) => {
    if (nowMs - sweptAtMs < sweepEveryMs) return
    sweptAtMs = nowMs
    for (const [key, entry] of entries) if (entry.endsAtMs <= nowMs) entries.delete(key)
  }

  const adapter: AdapterFactory = (model) => ({
    ...unusedWithoutBrowser,
    upsert: async (id, payload, expiresInSeconds) => {
      sweep(Date.now())
      const endsAtMs = expiresInSeconds === undefined ? Number.POSITIVE_INFINITY : Date.now() + expiresInSeconds * 1_000
      entries.set(`${model}:${id}`, { payload, endsAtMs })
    },
    find: async (id) => (model === 'Client' ? metadataOf(clients, id) : entries.get(`${model}:${id}`)?.payload),
    destroy: async (id) => {
      entries.delete(`${model}:${id}`)
    },
    consume: async (id) => {
      const entry = entries.get(`${model}:${id}`)
      const consumed = Math.floor(Date.now() / 1_000)
      if (entry !== undefined) entries.set(`${model}:${id}`, { ...entry, payload: { ...entry.payload, consumed } })
    },
    revokeByGrantId: async (grantId) => {
      for (const [key, { payload }] of entries) {
        if (!key.startsWith(`${model}:`) || payload.grantId !== grantId) continue
        entries.delete(key)
        if (model === 'AccessToken' && payload.jti !== undefined) onRevoked(payload.jti)
      }
    },
  })
  return {
    adapter,
    accessTokensOf(clientId) {
      const nowMs = Date.now()
      const live = [...entries.values()].filter(
        ({ payload, endsAtMs }) => payload.clientId === clientId && endsAtMs > nowMs,
      )
      return live.flatMap(({ payload }) => payload.jti ?? [])
    },
  }
}

function metadataOf(clients: ClientRegistry, clientId: string): AdapterPayload | undefined {
  const client = clients.find(clientId)
  return client && { client_id: client.clientId, client_secret: client.clientSecret }
}

/** Browser sessions and device codes are never made here. */
const unusedWithoutBrowser: Pick<Adapter, 'findByUid' | 'findByUserCode'> = {
  findByUid: async () => undefined,
  findByUserCode: async () => undefined,
}
