import type Provider from 'oidc-provider'
import type { TokenFormat } from './clients.ts'
import { defaultResources, resourceServerOf } from './resources.ts'
import type { SigningKey } from './signing-keys.ts'

/** A token to be made without asking the token endpoint. */
export type MintRequest = {
  readonly clientId: string
  /** Granted as it is, whatever the client may have. */
  readonly scope: string
  readonly format: TokenFormat
  /** Whole seconds from now; negative for a token that has already expired. */
  readonly ttlSeconds: number
  /** The token's `aud`; the default resource of the format unless said otherwise. */
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
  const expiresAt = Math.floor(Date.now() / 1_000) + request.ttlSeconds
  const token = new provider.ClientCredentials({ client, scope, resourceServer, exp: expiresAt })
  return { accessToken: await token.save(), expiresAt, scope }
}

/** Revokes an opaque token. There is no revoking of a JWT, which is why this refuses one. */
export async function revokeToken(provider: Provider, accessToken: string): Promise<void> {
  const token = await provider.ClientCredentials.find(accessToken)
  if (token === undefined) throw new Error('not a live opaque token: nothing to revoke')
  await token.destroy()
}
