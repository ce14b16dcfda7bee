import { processRefreshTokenResponse, refreshTokenGrantRequest } from 'oauth4webapi'
import { Credential } from '../../model/credential.ts'
import { fieldOf } from '../../model/field-of.ts'
import type { ClientAuthentication } from '../../model/question.ts'
import { parseAnswer } from '../answer.ts'
import type { WireAnswer, WireFailure } from '../network/network.ts'
import { authenticate, overNetwork, type Send } from './over-network.ts'

/** The endpoint and scope of a refresh. */
export type RefreshGrant = {
  readonly tokenUrl: string
  readonly scope: string | null
  readonly authentication: ClientAuthentication
}

/** A new access token, with the next refresh token if the server rotates them. */
export type Refreshed = {
  readonly kind: 'refreshed'
  readonly roles: readonly string[]
  readonly credential: Credential
  readonly expiresInSeconds: number | null
}

/**
 * Exchanges a refresh token, once. `spent` stands for `invalid_grant`, whatever status carries it: the token was used, revoked or has
 * expired. `unreadable` is a success without readable tokens: the old refresh token may be used up.
 */
export async function refresh(
  grant: RefreshGrant,
  { present, client }: { readonly present: Credential; readonly client: Credential },
  send: Send,
): Promise<Refreshed | { readonly kind: 'spent' } | { readonly kind: 'unreadable' } | WireAnswer | WireFailure> {
  const server = { issuer: new URL(grant.tokenUrl).origin, token_endpoint: grant.tokenUrl }
  const clientId = { client_id: client.open('clientId') }
  const authentication = authenticate(grant.authentication, client.open('clientSecret'))
  const options = grant.scope === null ? {} : { additionalParameters: { scope: grant.scope } }
  const answer = await overNetwork(send, (network) =>
    refreshTokenGrantRequest(server, clientId, authentication, present.open('refreshToken'), {
      ...network,
      ...options,
    }),
  )
  if (answer.kind === 'failure') return answer
  if (isSpent(parseAnswer(answer).json)) return { kind: 'spent' }
  if (answer.status !== 200) return answer
  try {
    const headers = { 'content-type': 'application/json' }
    const response = new Response(Buffer.from(answer.body), { status: 200, headers })
    const token = await processRefreshTokenResponse(server, clientId, response)
    const next = token.refresh_token === undefined ? {} : { refreshToken: token.refresh_token }
    const values = { token: token.access_token, ...next }
    const credential = new Credential(values, null)
    return { kind: 'refreshed', roles: Object.keys(values), credential, expiresInSeconds: token.expires_in ?? null }
  } catch {
    return { kind: 'unreadable' }
  }
}

/** Returns true for `invalid_grant`, unless its description blames an address or a rate: then the token may still be good. */
function isSpent(json: unknown): boolean {
  const said = fieldOf(json, 'error_description')
  const blamesOther = typeof said === 'string' && /\b(ip|rate|too many)\b/i.test(said)
  return fieldOf(json, 'error') === 'invalid_grant' && !blamesOther
}
