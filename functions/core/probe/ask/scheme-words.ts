import type { Credential } from '../../model/credential.ts'
import type { Placement } from '../../model/question.ts'
import { isDeath } from '../../model/reason.ts'
import { sentValuesOf, startsWithScheme } from './place.ts'
import type { QuestionResult } from './question-context.ts'

const schemeWords =
  'the value begins with the word of a scheme, such as Bearer, which is sent as it is here: if the word was copied with it, store it without'

/**
 * Says of a refusal that the credential was sent with the word of a scheme in a body or as a user or password. Such a value may be right,
 * since a password may have any words, so it is sent.
 */
export function withSchemeWords(
  asked: QuestionResult,
  send: readonly Placement[],
  credential: Credential,
): QuestionResult {
  if (asked.kind === 'failed' || asked.meaning === 'alive' || !isDeath(asked.meaning) || asked.about !== undefined)
    return asked
  const encoding = send.filter((placement) => ['basic', 'json', 'form'].includes(placement.in))
  const isCopied = encoding.some((placement) => sentValuesOf(placement, credential).some(startsWithScheme))
  return isCopied ? { ...asked, about: schemeWords } : asked
}
