import type { Credential } from '../../model/credential.ts'
import type { PingRequest, Placement } from '../../model/question.ts'
import { interpret } from '../interpret.ts'
import type { Observer } from '../observation.ts'
import {
  bareRequest,
  credentialOf,
  failedOf,
  observerOf,
  type QuestionContext,
  type QuestionResult,
  send,
} from './asking.ts'
import { place } from './place.ts'

/** Sends one declared request with the credential in it. */
export function askRequest(
  asking: QuestionContext,
  question: { ping: PingRequest; send: readonly Placement[] },
): Promise<QuestionResult> {
  return ping(asking, question, credentialOf(asking), observerOf(asking))
}

/** Sends one ping with any credential: a minted access token is sent and judged in the same way. */
export async function ping(
  asking: QuestionContext,
  question: { ping: PingRequest; send: readonly Placement[] },
  credential: Credential,
  observer: Observer,
): Promise<QuestionResult> {
  const request = place(bareRequest(question.ping), question.send, credential)
  if ('kind' in request) return request
  const answer = await send(asking, request)
  return answer.kind === 'answer'
    ? interpret(answer, asking.profile.rules, { ...observer, credentials: [credential] })
    : failedOf(answer)
}
