import { fieldOf } from '../../model/field-of.ts'
import { parseAnswer } from '../answer.ts'
import { interpret } from '../interpret.ts'
import type { WireAnswer } from '../network/network.ts'
import type { Minted } from '../oauth/client-credentials.ts'
import { isDeclared } from '../rules.ts'
import { credentialOf, observerOf, type QuestionContext } from './question-context.ts'

/** Visible ASCII, which alone can travel in a header. */
const sendable = /^[\x21-\x7e]{1,16384}$/

/**
 * Returns the token of an answer that differs from the standard (RFC 6749 section 5.1), such as a 201 or one without `token_type`, where
 * the check declares it alive. `null` without a token: then nothing was issued, whatever the check declares.
 */
export function declaredToken(
  answer: WireAnswer,
  { scope }: { readonly scope: string | null },
  context: QuestionContext,
): Minted | null {
  const { rule, meaning } = interpret(answer, context.profile.tokenRules, observerOf(context))
  const { json } = parseAnswer(answer)
  const token = fieldOf(json, 'access_token')
  if (meaning !== 'alive' || !isDeclared(rule) || typeof token !== 'string' || !sendable.test(token)) return null
  const [named, seconds] = [fieldOf(json, 'scope'), fieldOf(json, 'expires_in')]
  return {
    kind: 'minted',
    credential: credentialOf(context).derived({ token }),
    scope: typeof named === 'string' ? named : scope,
    expiresInSeconds: typeof seconds === 'number' ? seconds : null,
    answer,
  }
}
