import { type AttemptDependencies, attempt, type LendOptions } from './attempt.ts'
import type { Check } from './check.ts'
import type { Profile } from './profile.ts'
import type { Reading } from './reading.ts'
import { standingOf } from './reason.ts'

/** What is sent in the place of the credential: nothing, to see whether the API answers anybody; a broken one, to see whether it looks. */
export type ControlCredential = 'none' | 'broken'

/** What a request that must not succeed showed: that the API refuses as it should, that it lets anybody in, or that it answers nobody. */
export type Control = {
  readonly credential: ControlCredential
  readonly outcome: 'refused' | 'accepted' | 'unanswered'
  /** The rule that matched, or the code of the failure. */
  readonly shown: string
}

/** A control is worth less than a probe, and waits less. */
const withinMs = 3_000

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

/** Asks once more, with what must be refused. */
export async function control(
  check: Check,
  credential: ControlCredential,
  dependencies: AttemptDependencies,
  wanted: LendOptions,
): Promise<Control> {
  const asked = credential === 'none' ? withoutCredential(check) : check
  const lend: AttemptDependencies['lend'] = async (reference, options) => {
    const loan = await dependencies.lend(reference, options)
    const breaks = credential === 'broken' && reference === check.secret && loan.kind === 'loan'
    return breaks ? { ...loan, credential: loan.credential.broken() } : loan
  }
  const reading = await attempt(asked, { ...dependencies, lend }, wanted, withinMs)
  return { credential, outcome: outcomeOf(reading), shown: reading.kind === 'answered' ? reading.rule : reading.code }
}

function withoutCredential(check: Check): Check {
  const { question } = check
  return question.kind === 'request' || question.kind === 'jwt'
    ? { ...check, question: { ...question, send: [] } }
    : check
}

function outcomeOf(reading: Reading): Control['outcome'] {
  if (reading.kind === 'failed') return 'unanswered'
  if (reading.meaning === 'alive') return 'accepted'
  // An answer that nobody lists is an answer all the same; trouble, a redirect or a request to wait is none.
  return reading.meaning === 'unrecognized' || standingOf(reading.meaning) !== 'unknown' ? 'refused' : 'unanswered'
}
