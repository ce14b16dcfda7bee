import type { Check } from '../model/check.ts'
import type { Reading } from '../model/reading.ts'
import { standingOf } from '../model/reason.ts'
import { type AttemptDependencies, attempt, type ReadOptions } from './attempt.ts'
import type { ControlCredential } from './control-turn.ts'

/** What a request that must not succeed showed: that the API refuses as it should, that it lets anybody in, or that it answers nobody. */
export type Control = {
  readonly credential: ControlCredential
  readonly outcome: 'refused' | 'accepted' | 'unanswered'
  /** The rule that matched, or the code of the failure. */
  readonly shown: string
}

/** A control is worth less than a probe, and waits less. */
const withinMs = 3_000

/** Asks once more, with what must be refused. */
export async function control(
  check: Check,
  credential: ControlCredential,
  dependencies: AttemptDependencies,
  wanted: ReadOptions,
): Promise<Control> {
  const asked = credential === 'none' ? withoutCredential(check) : check
  const readCredential: AttemptDependencies['readCredential'] = async (reference, options) => {
    const read = await dependencies.readCredential(reference, options)
    const breaks = credential === 'broken' && reference === check.secret && read.kind === 'read'
    return breaks ? { ...read, credential: read.credential.broken() } : read
  }
  const reading = await attempt(asked, { ...dependencies, readCredential }, wanted, withinMs)
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
