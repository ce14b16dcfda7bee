import type { PingRequest, Placement } from '../../model/question.ts'
import type { Answered } from '../../model/reading.ts'
import { standingOf } from '../../model/reason.ts'
import { credentialOf, observerOf, type QuestionContext, type QuestionResult } from './question-context.ts'
import { ping } from './request.ts'

/**
 * Proves a credential whose answer is only a status: the same request with a broken credential has to be answered otherwise. What is no
 * proper answer to the broken one proves nothing.
 */
export async function askBesideBroken(
  context: QuestionContext,
  question: { readonly ping: PingRequest; readonly send: readonly Placement[] },
): Promise<QuestionResult> {
  const held = credentialOf(context)
  const asked = await ping(context, question, held, observerOf(context))
  if (asked.kind === 'failed' || asked.meaning !== 'alive') return asked
  const alone = { ...context, check: { ...context.check, needs: [] } }
  const broken = await ping(alone, question, held.broken(), observerOf(context))
  if (broken.kind === 'failed') return { ...asked, meaning: 'unrecognized', rule: 'broken-unanswered' }
  if (broken.meaning === 'alive') return { ...asked, meaning: 'vacuous', rule: 'broken-accepted' }
  return isRefusal(broken) ? asked : { ...asked, meaning: 'unrecognized', rule: 'broken-unanswered' }
}

/** Returns true for any answer but a good one, and but trouble, a redirect or a wish to wait. */
function isRefusal({ meaning }: Answered): boolean {
  return meaning === 'unrecognized' || (meaning !== 'alive' && standingOf(meaning) !== 'unknown')
}
