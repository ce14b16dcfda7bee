import type { Credential } from '../../model/credential.ts'
import type { ExpiryStatement } from '../../model/expiry.ts'
import { fieldOf } from '../../model/field-of.ts'
import type { Question } from '../../model/question.ts'
import type { Answered } from '../../model/reading.ts'
import { parseAnswer } from '../answer.ts'
import { interpret } from '../interpret.ts'
import type { WireAnswer } from '../network/network.ts'
import { expiriesAt } from '../observation.ts'
import { ofTokenEndpoint } from './answers-of-issuer.ts'
import { isUnplaceable, ofMintedToken } from './minted-token.ts'
import { place } from './place.ts'
import {
  bareRequest,
  credentialOf,
  failedOf,
  observerOf,
  type QuestionContext,
  type QuestionResult,
  send,
} from './question-context.ts'
import { ping } from './request.ts'
import { sessionIn } from './session.ts'

type Login = Extract<Question, { kind: 'login' }>

/**
 * Logs in with the credential, and asks the API with the session that the answer holds. A refusal of the login judges the credential; only
 * the second answer proves it. The session is dropped afterwards.
 */
export async function askLogin(context: QuestionContext, question: Login): Promise<QuestionResult> {
  const held = credentialOf(context)
  const request = place(bareRequest(question.login), question.loginSend, held)
  if ('kind' in request) return request
  const answer = await send(context, request)
  if (answer.kind === 'failure') return failedOf(answer)
  if (question.keepsRefreshToken === true && isReplaced(held, answer)) return replaced(context, answer)
  const session = sessionIn(answer, question.session)
  if (session === null) return withoutSession(context, answer)
  const used = await ping(context, question, held.derived({ token: session }), observerOf(context))
  if (used.kind === 'answered')
    return { ...ofMintedToken(used), expiries: [...used.expiries, ...expiriesIn(answer, context, question)] }
  return isUnplaceable(used) ? unclear(withoutSession(context, answer), 'session-not-sendable') : used
}

/** Judges the answer to a login that gave no session. A good status proves nothing: a page may show the same form again. */
function withoutSession(context: QuestionContext, answer: WireAnswer): Answered {
  const judged = interpret(answer, context.profile.tokenRules, ofTokenEndpoint(observerOf(context)))
  return judged.rule === 'unlisted' && answer.status < 300 ? unclear(judged, 'login-without-session') : judged
}

/** Returns true if the answer holds another refresh token than the one that was sent. */
function isReplaced(held: Credential, answer: WireAnswer): boolean {
  const next = fieldOf(parseAnswer(answer).json, 'refresh_token')
  return typeof next === 'string' && !held.holds(next)
}

/** The check says that its refresh token stays valid, and the server has replaced it: the stored one may be used up. */
function replaced(context: QuestionContext, answer: WireAnswer): Answered {
  const judged = withoutSession(context, answer)
  return { ...judged, meaning: 'check_invalid', rule: 'refresh-token-replaced' }
}

const unclear = (judged: Answered, rule: string): Answered => ({ ...judged, meaning: 'unrecognized', rule })

/** Reads the end of the credential from the answer to the login, where the check names its place. */
function expiriesIn(answer: WireAnswer, context: QuestionContext, { expires }: Login): readonly ExpiryStatement[] {
  if (expires === null) return []
  return expiriesAt(parseAnswer(answer), expires, observerOf(context), 'login.expires')
}
