import { introspectionRequest } from 'oauth4webapi'
import { Credential } from '../../model/credential.ts'
import type { Question } from '../../model/question.ts'
import { interpret } from '../interpret.ts'
import { authenticate, overNetwork } from '../oauth/over-network.ts'
import type { Observer } from '../observation.ts'
import {
  credentialOf,
  failedOf,
  observerOf,
  type QuestionContext,
  type QuestionResult,
  send,
  unreadSecret,
} from './question-context.ts'

/** Asks the authorization server about the token (RFC 7662), with the credential of a client. */
export async function askIntrospection(
  context: QuestionContext,
  question: Extract<Question, { kind: 'introspection' }>,
): Promise<QuestionResult> {
  const stored = await context.readCredential(question.client)
  if (stored.kind === 'failure') return unreadSecret(stored)
  const client = stored.credential
  const server = {
    issuer: new URL(question.introspectionUrl).origin,
    introspection_endpoint: question.introspectionUrl,
  }
  const authentication = authenticate(question.authentication, client.open('clientSecret'))
  const token = credentialOf(context).open('token')
  const hint = question.tokenType === undefined ? {} : { additionalParameters: { token_type_hint: question.tokenType } }
  const answer = await overNetwork(
    (request) => send(context, request),
    (options) =>
      introspectionRequest(server, { client_id: client.open('clientId') }, authentication, token, {
        ...options,
        ...hint,
      }),
  )
  return answer.kind === 'answer'
    ? interpret(answer, context.profile.rules, observerOfBoth(context, client))
    : failedOf(answer)
}

/** Returns an observer that also hides the client secret, which was sent too. The client id is not secret, and often the identity. */
function observerOfBoth(context: QuestionContext, client: Credential): Observer {
  const observer = observerOf(context)
  const sent = new Credential({ clientSecret: client.open('clientSecret') }, client.versionId)
  return { ...observer, credentials: [...observer.credentials, sent] }
}
