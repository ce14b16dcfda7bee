import { clientCredentialsGrantRequest, processClientCredentialsResponse } from 'oauth4webapi'
import type { Credential } from '../../model/credential.ts'
import { fieldOf } from '../../model/field-of.ts'
import type { ClientAuthentication } from '../../model/question.ts'
import { parseAnswer } from '../answer.ts'
import { isFromCache } from '../cached-answer.ts'
import type { WireAnswer, WireFailure } from '../network/network.ts'
import { authenticate, overNetwork, type Send } from './over-network.ts'

/** A client credentials grant (RFC 6749 section 4.4). */
export type Grant = {
  readonly tokenUrl: string
  readonly scope: string | null
  readonly audience: string | null
  readonly authentication: ClientAuthentication
}

/** An issued token, as role `token` of the credential. If the answer names no scope, the requested one was granted (5.1). */
export type Minted = {
  readonly kind: 'minted'
  readonly credential: Credential
  readonly scope: string | null
  readonly expiresInSeconds: number | null
  readonly answer: WireAnswer
}

/** Requests an access token with `clientId` and `clientSecret`. Returns the answer unread. */
export function requestToken(grant: Grant, client: Credential, send: Send): Promise<WireAnswer | WireFailure> {
  const parameters = new URLSearchParams()
  if (grant.scope !== null) parameters.set('scope', grant.scope)
  if (grant.audience !== null) parameters.set('audience', grant.audience)
  const authentication = authenticate(grant.authentication, client.open('clientSecret'))
  return overNetwork(send, (options) =>
    clientCredentialsGrantRequest(serverOf(grant), clientOf(client), authentication, parameters, options),
  )
}

const serverOf = ({ tokenUrl }: Grant) => ({ issuer: new URL(tokenUrl).origin, token_endpoint: tokenUrl })
const clientOf = (client: Credential) => ({ client_id: client.open('clientId') })

/** Requests an access token for a probe. Returns an answer without a token of its own unchanged, to be judged. */
export async function mint(grant: Grant, client: Credential, send: Send): Promise<Minted | WireAnswer | WireFailure> {
  const answer = await requestToken(grant, client, send)
  if (answer.kind === 'failure' || answer.status !== 200) return answer
  try {
    const response = new Response(Buffer.from(answer.body), {
      status: 200,
      headers: { 'content-type': 'application/json' },
    })
    const token = await processClientCredentialsResponse(serverOf(grant), clientOf(client), response)
    if (isNoToken(token.access_token) || hasError(answer) || isFromCache(parseAnswer(answer).header)) return answer
    const credential = client.derived({ token: token.access_token })
    return {
      kind: 'minted',
      credential,
      scope: token.scope ?? grant.scope,
      expiresInSeconds: token.expires_in ?? null,
      answer,
    }
  } catch {
    return answer
  }
}

/** Returns true for a word that some servers print where they have no token. */
const isNoToken = (token: string): boolean => /^(?:null|undefined|none|nil|false|true|nan)$/i.test(token)

/** Returns true if the answer names an error beside a token: its code is judged, as in any other answer. */
function hasError(answer: WireAnswer): boolean {
  const error = fieldOf(parseAnswer(answer).json, 'error')
  return typeof error === 'string' && error !== ''
}
