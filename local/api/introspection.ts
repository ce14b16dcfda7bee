import { randomUUID } from 'node:crypto'
import { Agent, request } from 'undici'
import type { OAuthServer } from '../oauth/server.ts'
import { accessTokenOf, type Validate } from './access-token.ts'

/** Milliseconds after which the API stops waiting for the authorization server and answers `undecided`. */
const introspectionTimeoutMs = 2_000

/** Asks the authorization server about opaque tokens, over HTTP (RFC 7662), as a client of its own. */
export function introspectAt(oauth: OAuthServer, name: string, audience: string | null = null): Validate {
  const [clientId, clientSecret] = [`${name}-${randomUUID()}`, randomUUID()]
  oauth.addClient({ clientId, clientSecret, scopes: [] })
  const headers = {
    authorization: `Basic ${Buffer.from(`${encodeURIComponent(clientId)}:${clientSecret}`).toString('base64')}`,
    'content-type': 'application/x-www-form-urlencoded',
  }
  const dispatcher = new Agent({ connections: 16 })

  return async (token) => {
    try {
      const body = new URLSearchParams({ token, token_type_hint: 'access_token' }).toString()
      const signal = AbortSignal.timeout(introspectionTimeoutMs)
      const answer = await request(oauth.introspectionUrl, { method: 'POST', headers, body, signal, dispatcher })
      const claims: unknown = await answer.body.json()
      if (answer.statusCode !== 200) return 'undecided'
      return isActive(claims) ? accessTokenOf(claims, audience) : 'inactive'
    } catch {
      // Unreachable, too slow, or no introspection answer: refuse, but do not call the token invalid.
      return 'undecided'
    }
  }
}

function isActive(claims: unknown): claims is Readonly<Record<string, unknown>> {
  return typeof claims === 'object' && claims !== null && 'active' in claims && claims.active === true
}
