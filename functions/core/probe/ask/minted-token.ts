import type { Answered, Failed, Meaning } from '../../model/reading.ts'
import { isDeclared } from '../rules.ts'

/** Refusals of the token itself, not of an account or a permission. */
const refusals: ReadonlySet<Meaning> = new Set(['rejected', 'expired', 'revoked'])

/**
 * Judges the answer to a token that was minted a second ago. Its issuer accepted the client, so a refusal of the token proves nothing
 * against the client: the API may not know the token yet, or trust another issuer. An answer that the check declares counts as it says.
 */
export function ofMintedToken(answer: Answered): Answered {
  if (!refusals.has(answer.meaning) || isDeclared(answer.rule)) return answer
  return { ...answer, meaning: 'unrecognized', rule: 'minted-token-refused' }
}

/**
 * Returns true if a token or a session cannot be placed into a request: it has a line break, or begins with the word of a scheme. Its issuer
 * is at fault then, and the stored secret is not malformed.
 */
export const isUnplaceable = ({ phase, reason }: Failed): boolean =>
  phase === 'prepare' && reason === 'secret_malformed'
