import { type OAuthServer, startOAuth } from '../oauth/server.ts'

/** The clients of the lab's authorization server. */
export const clients = {
  billing: { clientId: 'acme-billing', scopes: ['invoices:read'] },
  reports: { clientId: 'acme-reports', scopes: ['reports:read'], ttlSeconds: 75 },
  deploys: { clientId: 'acme-deploys', scopes: ['deploys:write'], ttlSeconds: 3_600 },
  invoices: { clientId: 'acme-invoices', scopes: ['invoices:read'], ttlSeconds: 3_600 },
  partners: { clientId: 'acme-partners-staging', scopes: ['partners:read'], ttlSeconds: 3_600, environment: 'staging' },
  monitor: { clientId: 'tokenwatch', scopes: [] },
} as const

type StoryClient = (typeof clients)[keyof typeof clients]

/** Starts the authorization server. All clients share `clientSecret`, which is new at each start. */
export function startAuthorizationServer(clientSecret: string): Promise<OAuthServer> {
  return startOAuth({
    clients: Object.values(clients).map((client) => ({ ...client, scopes: [...client.scopes], clientSecret })),
  })
}

/** Mints a token of a client and returns it as the JSON of its secret. */
export async function mintSecret(
  oauth: OAuthServer,
  client: StoryClient,
  ttlSeconds = 3_600,
): Promise<{ readonly accessToken: string; readonly secret: string }> {
  const scope = client.scopes.join(' ')
  const minted = await oauth.mint({ clientId: client.clientId, scope, format: 'opaque', ttlSeconds })
  const secret = JSON.stringify({ access_token: minted.accessToken, expires_at: minted.expiresAt })
  return { accessToken: minted.accessToken, secret }
}
