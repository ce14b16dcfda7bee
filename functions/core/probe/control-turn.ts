import type { Check } from '../model/check.ts'
import type { Profile } from '../model/profile.ts'
import type { Placement, Question } from '../model/question.ts'

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
 * Returns true if a control can prove something about this check, and harms nobody. Claims that are read offline look the same with a
 * broken signature, so an API has to be asked. A credential in the path cannot be left out. A failed attempt may count against the account.
 */
export function canControl(check: Check, profile: Profile, credential: ControlCredential): boolean {
  if (credential === 'none') return canBeAnonymous(check.question)
  if (check.controls !== 'always' && (profile.failuresCount || isLogin(check.question))) return false
  return isJudged(check.question)
}

/** Without a session or an access token nothing is tried against the account. */
function canBeAnonymous(question: Question): boolean {
  switch (question.kind) {
    case 'login':
      return true
    case 'client_credentials':
      return question.ping !== null
    case 'request':
    case 'jwt':
      return question.ping !== null && canLeaveOut(question.send)
    default:
      return false
  }
}

/** Returns true if a request can be sent without its credential: one in the path cannot be left out. */
export const canLeaveOut = (send: readonly Placement[]): boolean => send.every((placement) => placement.in !== 'path')

/** Returns true for a credential that a server judges. */
function isJudged(question: Question): boolean {
  switch (question.kind) {
    case 'request':
    case 'introspection':
    case 'login':
    case 'client_credentials':
    case 'registry':
    case 'sigv4':
      return true
    case 'jwt':
      return question.ping !== null
    default:
      return false
  }
}

/** Returns true if each probe has asked with a broken credential, and without one. */
export const isBesideBroken = ({ question }: Pick<Check, 'question'>): boolean =>
  'besideBroken' in question && question.besideBroken === true

/**
 * Returns the credential of the control that decides if an answer proves anything; `null` if there is none, or if each probe asks strangers
 * itself.
 */
export function decidingControlOf(check: Check, profile: Profile): ControlCredential | null {
  return isBesideBroken(check) ? null : strangerOf(check, profile)
}

/**
 * Returns the credential of the hourly control; `null` if none is sent. Where each probe asks strangers itself, a broken one is sent
 * nevertheless: a later refusal is compared with its answer.
 */
export function hourlyControlOf(check: Check, profile: Profile): ControlCredential | null {
  const stranger = strangerOf(check, profile)
  return isBesideBroken(check) && stranger === 'none' ? null : stranger
}

/**
 * Returns the credential of the stranger that the API has to refuse; `null` if there is none. Where no broken one may be sent, the request
 * without a credential shows if the API answers strangers too. It harms no account.
 */
export function strangerOf(check: Check, profile: Profile): ControlCredential | null {
  if (check.controls === false) return null
  if (canControl(check, profile, 'broken')) return 'broken'
  return canControl(check, profile, 'none') ? 'none' : null
}

/** Returns true for a user with a password and for a client with its secret: servers lock those after a few failures. */
function isLogin(question: Question): boolean {
  if (question.kind === 'request' || question.kind === 'jwt') return question.send.some(isLoginPlacement)
  const { kind } = question
  return kind === 'login' || kind === 'client_credentials' || kind === 'registry' || kind === 'sigv4'
}

/** Returns true for a password, or a user with a secret of its own. */
export function isLoginPlacement(placement: Placement): boolean {
  if (placement.in !== 'basic') return placement.role === 'password'
  return placement.passwordRole === 'password' || ('role' in placement.user && placement.passwordRole !== null)
}
