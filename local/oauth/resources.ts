import type { ResourceServer } from 'oidc-provider'
import type { TokenFormat } from './clients.ts'
import { type SigningKey, signingAlgorithm } from './signing-keys.ts'

/** An API that tokens are issued for (RFC 8707). The server decides by it how a token looks; it is the token's `aud`. */
export type OAuthResource = { readonly indicator: string; readonly format: TokenFormat }

/** Resources for token requests that name none, by the token format of the client. */
export const defaultResources: Readonly<Record<TokenFormat, OAuthResource>> = {
  opaque: { indicator: 'https://api.example/opaque', format: 'opaque' },
  jwt: { indicator: 'https://api.example/jwt', format: 'jwt' },
}

/** A resource as oidc-provider wants it described: the scopes it knows, the token's looks, the key that signs. */
export function resourceServerOf(scope: string, format: TokenFormat, key: SigningKey): ResourceServer {
  return { scope, accessTokenFormat: format, jwt: { sign: { alg: signingAlgorithm, kid: key.kid } } }
}
