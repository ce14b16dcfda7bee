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
 * Where oidc-provider keeps opaque tokens and looks clients up. In memory, outside of the provider, so that tokens
 * outlive the exchange of the provider that a key rotation needs.
 */
export function createStore(clients: ClientRegistry): TokenStore {
  const entries = new Map<string, Entry>()
  let sweptAtMs = 0
  const sweep = (nowMs: number) => {
    if (nowMs - sweptAtMs < sweepEveryMs) return
    sweptAtMs = nowMs
    for (const [key, entry] of entries) if (entry.endsAtMs <= nowMs) entries.delete(key)
  }

  const adapter: AdapterFactory = (model) => ({
    ...unusedByClientCredentials,
    upsert: async (id, payload, expiresInSeconds) => {
      sweep(Date.now())
      const endsAtMs = expiresInSeconds === undefined ? Number.POSITIVE_INFINITY : Date.now() + expiresInSeconds * 1_000
      entries.set(`${model}:${id}`, { payload, endsAtMs })
    },
    find: async (id) => (model === 'Client' ? metadataOf(clients, id) : entries.get(`${model}:${id}`)?.payload),
    destroy: async (id) => {
      entries.delete(`${model}:${id}`)
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

/** Browser sessions, device codes and grants are never made here. */
const unusedByClientCredentials: Pick<Adapter, 'findByUid' | 'findByUserCode' | 'consume' | 'revokeByGrantId'> = {
  findByUid: async () => undefined,
  findByUserCode: async () => undefined,
  consume: async () => undefined,
  revokeByGrantId: async () => undefined,
}
