import type { Check } from '../model/check.ts'
import type { Profile } from '../model/profile.ts'

/** The credential of a control: none, to see if the API refuses strangers; a broken one, to see if it reads the credential at all. */
export type ControlCredential = 'none' | 'broken'

/** Seconds from one broken credential of a check to the next, at least. */
const turnSeconds = 3_600

/**
 * Returns true if a check sends its broken credential in this tick. The key of the check decides in which: controls are spread over the
 * hour, and no state is needed.
 */
export function isControlTurn({ key, everySeconds }: Check, tick: number): boolean {
  const turns = Math.max(1, Math.ceil(turnSeconds / everySeconds))
  const offset = [...key].reduce((sum, character) => (sum * 31 + (character.codePointAt(0) ?? 0)) % turns, 0)
  return Math.floor(tick / 1_000 / everySeconds) % turns === offset
}

/**
 * Returns true if a control can prove something about this check. Claims that are read offline look the same with a broken signature. A
 * provider that counts failed logins would lock the account. A credential in the path cannot be left out.
 */
export function canControl({ question }: Check, { failuresCount }: Profile, credential: ControlCredential): boolean {
  const asked = question.kind === 'request' || (question.kind === 'jwt' && question.ping !== null)
  if (credential === 'none') return asked && question.send.every((placement) => placement.in !== 'path')
  const judged =
    asked ||
    question.kind === 'introspection' ||
    (question.kind === 'jwt' && (question.jwksUrl !== null || question.key !== undefined))
  return judged && !failuresCount
}
