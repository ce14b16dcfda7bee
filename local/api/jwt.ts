import { createRemoteJWKSet, errors, jwtVerify } from 'jose'
import type { OAuthServer } from '../oauth/server.ts'
import { accessTokenOf, type Validate } from './access-token.ts'

/** jose's names for a key set that could not be had; all its other errors speak of the token. */
const keySetFailures: ReadonlySet<string> = new Set(['ERR_JWKS_TIMEOUT', 'ERR_JWKS_INVALID', 'ERR_JOSE_GENERIC'])

/** Three base64url parts, the last of which an unsigned one leaves empty: everything else is taken for opaque. */
export const jwtPattern = /^[\w-]+\.[\w-]+\.[\w-]*$/

/** Verifies JWTs with the published keys of the authorization server; nothing is asked per token. */
export function verifyAgainst(oauth: OAuthServer, audience: string | null = null): Validate {
  // No cool-down between fetches: a token of a key rotated a moment ago is good at once, and nobody floods the lab.
  const keys = createRemoteJWKSet(new URL(oauth.jwksUrl), { cooldownDuration: 0, timeoutDuration: 2_000 })
  return async (token) => {
    try {
      const { payload } = await jwtVerify(token, keys, { issuer: oauth.issuer, typ: 'at+jwt' })
      return accessTokenOf(payload, audience)
    } catch (error) {
      return error instanceof errors.JOSEError && !keySetFailures.has(error.code) ? 'inactive' : 'undecided'
    }
  }
}
