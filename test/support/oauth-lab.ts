import { type Api, startApi } from '../../local/api/api.ts'
import { type OAuthServer, startOAuth } from '../../local/oauth/server.ts'
import { type Prober, startProber } from './probing.ts'

/** Client of the lab. */
export const billing = {
  clientId: 'billing',
  clientSecret: 'marked-7f3a9c-billing',
  scopes: ['invoices:read'],
} as const

/** An authorization server, an API that accepts its tokens, and a prober. */
export type OAuthLab = {
  readonly oauth: OAuthServer
  readonly api: Api
  readonly prober: Prober
  close(): Promise<void>
}

/** Starts all three; the prober's store holds the client under `production/billing`, and nothing else yet. */
export async function startLab(): Promise<OAuthLab> {
  const stray = { clientId: 'stray', clientSecret: 'marked-7f3a9c-stray', scopes: ['invoices:read'] }
  const clients = [
    { ...billing, login: 'billing-bot' },
    { ...stray, environment: 'staging' },
  ]
  const oauth = await startOAuth({ clients })
  const api = await startApi({ oauth, environment: 'production' })
  const prober = startProber()
  prober.store('production/billing', clientSecret())
  return {
    oauth,
    api,
    prober,
    close: async () => {
      await prober.close()
      await api.close()
      await oauth.close()
    },
  }
}

/** A client in the format of its secret. */
export function clientSecret(overrides: { readonly id?: string; readonly secret?: string } = {}): string {
  return JSON.stringify({ id: billing.clientId, secret: billing.clientSecret, ...overrides })
}
