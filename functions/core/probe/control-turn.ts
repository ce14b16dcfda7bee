import type { Check } from '../model/check.ts'
import type { Profile } from '../model/profile.ts'

/** What is sent in the place of the credential: nothing, to see whether the API answers anybody; a broken one, to see whether it looks. */
export type ControlCredential = 'none' | 'broken'

/** A broken credential is sent once in so many ticks of a check, and at most about once an hour. */
const turnSeconds = 3_600

/**
 * Whether a check's broken credential is due in a tick. Checks take turns by their names, so that no hour begins with a burst, and nobody
 * has to remember when it was done last.
 */
export function isControlTurn({ key, everySeconds }: Check, tick: number): boolean {
  const turns = Math.max(1, Math.ceil(turnSeconds / everySeconds))
  const offset = [...key].reduce((sum, character) => (sum * 31 + (character.codePointAt(0) ?? 0)) % turns, 0)
  return Math.floor(tick / 1_000 / everySeconds) % turns === offset
}

/**
 * Whether such a request can say anything of this check. Claims that are read offline look as good with a broken signature; where
 * failures count, a broken credential would lock out the good one; what travels in the path can not be left out.
 */
export function canControl({ question }: Check, { failuresCount }: Profile, credential: ControlCredential): boolean {
  const asked = question.kind === 'request' || (question.kind === 'jwt' && question.ping !== null)
  if (credential === 'none') return asked && question.send.every((placement) => placement.in !== 'path')
  const judged = asked || question.kind === 'introspection' || (question.kind === 'jwt' && question.jwksUrl !== null)
  return judged && !failuresCount
}
