import type { Credential } from '../../model/credential.ts'
import type { PingRequest, Placement } from '../../model/question.ts'
import type { Answered } from '../../model/reading.ts'
import { canLeaveOut } from '../control-turn.ts'
import type { Observer } from '../observation.ts'
import { refusesStranger } from '../refusal.ts'
import type { QuestionContext, QuestionResult } from './question-context.ts'
import { ping } from './request.ts'

/** A request whose answer may be judged by its status alone. */
type Asking = {
  readonly ping: PingRequest
  readonly send: readonly Placement[]
  readonly besideBroken?: true
}

/**
 * Sends a ping with any credential. If its answer is only a status, the same request has to be answered otherwise with a broken credential,
 * and without one: a server may take a dead credential for none. What is no proper answer to a stranger proves nothing.
 */
export async function pingBesideBroken(
  context: QuestionContext,
  question: Asking,
  credential: Credential,
  observer: Observer,
): Promise<QuestionResult> {
  const asked = await ping(context, question, credential, observer)
  if (question.besideBroken !== true || asked.kind === 'failed' || asked.meaning !== 'alive') return asked
  const alone = { ...context, check: { ...context.check, needs: [] } }
  const [broken, anonymous] = await Promise.all([
    ping(alone, question, credential.broken(), observer),
    canLeaveOut(question.send) ? ping(alone, { ...question, send: [] }, credential, observer) : null,
  ])
  return judge(asked, 'broken', broken) ?? judge(asked, 'anonymous', anonymous) ?? asked
}

/** Returns the judgement that the answer to a stranger leads to; `null` if it was refused, or not asked. */
function judge(asked: Answered, stranger: 'broken' | 'anonymous', answer: QuestionResult | null): Answered | null {
  if (answer === null) return null
  if (answer.kind === 'failed') return { ...asked, meaning: 'unrecognized', rule: `${stranger}-unanswered` }
  if (answer.meaning === 'alive') return { ...asked, meaning: 'vacuous', rule: `${stranger}-accepted` }
  return refusesStranger(answer) ? null : { ...asked, meaning: 'unrecognized', rule: `${stranger}-unanswered` }
}
