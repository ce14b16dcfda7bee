import type { Credential } from '../../model/credential.ts'
import type { PingRequest, Placement } from '../../model/question.ts'
import { interpret } from '../interpret.ts'
import type { Observer } from '../observation.ts'
import { withNeeds } from './needs.ts'
import { place } from './place.ts'
import { bareRequest, failedOf, type QuestionContext, type QuestionResult, send } from './question-context.ts'

/** Sends one ping with any credential: a minted access token is sent and judged in the same way. */
export async function ping(
  context: QuestionContext,
  question: { ping: PingRequest; send: readonly Placement[] },
  credential: Credential,
  observer: Observer,
): Promise<QuestionResult> {
  const request = place(bareRequest(question.ping), question.send, credential)
  if ('kind' in request) return request
  const answer = await send(context, request)
  if (answer.kind === 'failure') return failedOf(answer)
  const judged = interpret(answer, context.profile.rules, {
    ...observer,
    credentials: [...observer.credentials, credential],
  })
  const mayLack = question.ping.optional === true && judged.meaning === 'under_scoped'
  return withNeeds(context, question, credential, mayLack ? { ...judged, meaning: 'ping_forbidden' } : judged)
}
