import { introspectionRequest } from 'oauth4webapi'
import type { Credential } from '../../model/credential.ts'
import { fieldOf } from '../../model/field-of.ts'
import type { ClientAuthentication } from '../../model/question.ts'
import { parseAnswer } from '../answer.ts'
import { authenticate, overNetwork, type Send } from './over-network.ts'

/** Returns true if a refresh token can still be exchanged (RFC 7662); null if the server does not say. */
export async function introspect(
  { introspectionUrl, authentication }: { introspectionUrl: string; authentication: ClientAuthentication },
  { present, client }: { readonly present: Credential; readonly client: Credential },
  send: Send,
): Promise<boolean | null> {
  const server = { issuer: new URL(introspectionUrl).origin, introspection_endpoint: introspectionUrl }
  const proof = authenticate(authentication, client.open('clientSecret'))
  const clientId = { client_id: client.open('clientId') }
  const answer = await overNetwork(send, (network) =>
    introspectionRequest(server, clientId, proof, present.open('refreshToken'), network),
  )
  if (answer.kind === 'failure' || answer.status !== 200) return null
  const active = fieldOf(parseAnswer(answer).json, 'active')
  return typeof active === 'boolean' ? active : null
}
