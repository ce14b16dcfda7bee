import type { Credential } from '../../model/credential.ts'
import type { PingRequest, Placement } from '../../model/question.ts'
import type { Answered } from '../../model/reading.ts'
import { standingOf } from '../../model/reason.ts'
import type { Observer } from '../observation.ts'
import type { QuestionContext, QuestionResult } from './question-context.ts'
import { ping } from './request.ts'

/** A request whose answer may be judged by its status alone. */
type Asking = {
  readonly ping: PingRequest
  readonly send: readonly Placement[]
  readonly besideBroken?: true
}

/**
 * Sends a ping with any credential. If its answer is only a status, the same request with a broken credential has to be answered
 * otherwise. What is no proper answer to the broken one proves nothing.
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
  const broken = await ping(alone, question, credential.broken(), observer)
  if (broken.kind === 'failed') return { ...asked, meaning: 'unrecognized', rule: 'broken-unanswered' }
  if (broken.meaning === 'alive') return { ...asked, meaning: 'vacuous', rule: 'broken-accepted' }
  return isRefusal(broken) ? asked : { ...asked, meaning: 'unrecognized', rule: 'broken-unanswered' }
}

/** Returns true for any answer but a good one, and but trouble, a redirect or a wish to wait. */
function isRefusal({ meaning }: Answered): boolean {
  return meaning === 'unrecognized' || (meaning !== 'alive' && standingOf(meaning) !== 'unknown')
}
