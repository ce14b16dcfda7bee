import type Provider from 'oidc-provider'
import type { TokenFormat } from './clients.ts'
import { defaultResources, resourceServerOf } from './resources.ts'
import type { SigningKey } from './signing-keys.ts'

/** A token to be minted without the token endpoint. */
export type MintRequest = {
  readonly clientId: string
  /** Scope to grant, whatever the client may have. */
  readonly scope: string
  readonly format: TokenFormat
  /** Whole seconds from now; negative for a token that has already expired. */
  readonly ttlSeconds: number
  /** `aud` of the token. The default is the default resource of the format. */
  readonly audience?: string
}

/** `expiresAt` is in epoch seconds. */
export type MintedToken = { readonly accessToken: string; readonly expiresAt: number; readonly scope: string }

/** Makes a token with the provider's own models, so that introspection and revocation know it. */
export async function mintToken(provider: Provider, key: SigningKey, request: MintRequest): Promise<MintedToken> {
  const { clientId, scope, format } = request
  const client = await provider.Client.find(clientId)
  if (client === undefined) throw new Error(`no such client: ${clientId}`)
  const indicator = request.audience ?? defaultResources[format].indicator
  const resourceServer = new provider.ResourceServer(indicator, resourceServerOf(scope, format, key))
  const nowSeconds = Math.floor(Date.now() / 1_000)
  const expiresAt = nowSeconds + request.ttlSeconds
  // A token that has expired was issued before its end.
  const iat = Math.min(nowSeconds, expiresAt - 1)
  const token = new provider.ClientCredentials({ client, scope, resourceServer, exp: expiresAt, iat })
  return { accessToken: await token.save(), expiresAt, scope }
}

/** Tokens of a client after a consent: an access token, and a refresh token for the next ones. */
export type Consent = { readonly accessToken: string; readonly refreshToken: string; readonly expiresAt: number }

/** Consents, like a person in a browser, to everything that the client may have. Its tokens are opaque. */
export async function consentTo(
  provider: Provider,
  key: SigningKey,
  {
    clientId,
    scopes,
    ttlSeconds,
  }: { readonly clientId: string; readonly scopes: readonly string[]; readonly ttlSeconds: number },
): Promise<Consent> {
  const client = await provider.Client.find(clientId)
  if (client === undefined) throw new Error(`no such client: ${clientId}`)
  const { indicator } = defaultResources.opaque
  const [accountId, scope] = [`${clientId}-person`, scopes.join(' ')]
  const grant = new provider.Grant({ accountId, clientId })
  grant.addResourceScope(indicator, scope)
  const grantId = await grant.save()
  const shared = { accountId, client, grantId, gty: 'authorization_code', scope }
  const resourceServer = new provider.ResourceServer(indicator, resourceServerOf(scope, 'opaque', key))
  const expiresAt = Math.floor(Date.now() / 1_000) + ttlSeconds
  const access = new provider.AccessToken({ ...shared, resourceServer, exp: expiresAt })
  const refresh = new provider.RefreshToken({ ...shared, resource: indicator })
  return { accessToken: await access.save(), refreshToken: await refresh.save(), expiresAt }
}

/** Revokes an opaque token. Throws for a JWT, which cannot be revoked. */
export async function revokeToken(provider: Provider, accessToken: string): Promise<void> {
  const token = await provider.ClientCredentials.find(accessToken)
  if (token === undefined) throw new Error('not a live opaque token: nothing to revoke')
  await token.destroy()
}
