import { createRemoteJWKSet, errors, jwtVerify } from 'jose'
import type { OAuthServer } from '../oauth/server.ts'
import { accessTokenOf, type Validate } from './access-token.ts'

/** Error codes of jose for a key set that could not be fetched. All its other errors are about the token. */
const keySetFailures: ReadonlySet<string> = new Set(['ERR_JWKS_TIMEOUT', 'ERR_JWKS_INVALID', 'ERR_JOSE_GENERIC'])

/** Matches three base64url parts; the last is empty in an unsigned token. Everything else is an opaque token. */
export const jwtPattern = /^[\w-]+\.[\w-]+\.[\w-]*$/

/** Verifies JWTs with the published keys of the authorization server. No request is sent per token. */
export function verifyAgainst(oauth: OAuthServer, audience: string | null = null): Validate {
  // No cool-down between fetches: a token of a key that was rotated a moment ago is accepted at once.
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
