import { once } from 'node:events'
import { createServer } from 'node:http'
import { createRemoteJWKSet, jwtVerify } from 'jose'
import { request } from 'undici'
import { portOf } from '../../local/loopback.ts'

/** An API of somebody else that trusts an issuer, found by discovery alone. */
export type TrustingApi = { readonly url: string; close(): Promise<void> }

type Discovered = { readonly issuer: string; readonly jwks_uri: string; readonly introspection_endpoint: string }
type Asker = { readonly clientId: string; readonly clientSecret: string }

/** Accepts JWTs by the issuer's key set, and other tokens by introspection with the credentials of `asker`. 0 takes a free port. */
export async function startTrustingApi(issuerUrl: string, port: number, asker: Asker): Promise<TrustingApi> {
  const answer = await request(`${issuerUrl}/.well-known/openid-configuration`)
  // The boundary with the issuer under test.
  const discovered = (await answer.body.json()) as Discovered
  const accepts = validatorOf(discovered, asker)
  const server = createServer(async (asked, response) => {
    const token = /^Bearer (\S+)$/.exec(asked.headers.authorization ?? '')?.[1]
    const isGood = token !== undefined && (await accepts(token).catch(() => false))
    response.writeHead(isGood ? 200 : 401, { 'content-type': 'application/json' })
    response.end(JSON.stringify(isGood ? { invoices: [{ id: 'inv-1' }] } : { error: 'invalid_token' }))
  })
  await once(server.listen(port, '127.0.0.1'), 'listening')
  return {
    url: `http://127.0.0.1:${portOf(server)}`,
    async close() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

const audience = 'https://orders.example'

function validatorOf({ issuer, jwks_uri, introspection_endpoint }: Discovered, { clientId, clientSecret }: Asker) {
  const keys = createRemoteJWKSet(new URL(jwks_uri), { cooldownDuration: 0 })
  const headers = {
    authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`,
    'content-type': 'application/x-www-form-urlencoded',
  }
  return async (token: string): Promise<boolean> => {
    const scopes = token.includes('.') ? await signed(token) : await introspected(token)
    return scopes.includes('invoices:read')
  }
  async function signed(token: string): Promise<readonly string[]> {
    const { payload } = await jwtVerify(token, keys, { issuer, audience })
    return String(payload['scope']).split(' ')
  }
  async function introspected(token: string): Promise<readonly string[]> {
    const body = new URLSearchParams({ token }).toString()
    const answer = await request(introspection_endpoint, { method: 'POST', headers, body })
    const claims: { active?: boolean; aud?: string; scope?: string } = Object(await answer.body.json())
    return claims.active === true && claims.aud === audience ? String(claims.scope).split(' ') : []
  }
}
