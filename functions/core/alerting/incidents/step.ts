import type { Check } from '../../model/check.ts'
import type { Reason } from '../../model/reason.ts'
import type { Verdict } from '../../model/verdict.ts'
import type { AlertContext } from '../../state/alert-context.ts'
import type { OneLook } from './observations.ts'
import type { Urgency } from './urgency.ts'

/** One verdict with what it is compared against. */
export type Alerted = {
  readonly verdict: Verdict
  readonly check: Check
  readonly alertContext: AlertContext
  /** Epoch milliseconds of the judgement before; `null` where none is known. */
  readonly judgedBefore: number | null
  /** True if the credential was never valid since its check was added; absent where that is not known. */
  readonly neverWorked?: boolean
  /** The verdict that a known end alone would have, while the token cannot be checked; absent where none comes near. */
  readonly knownEnd?: Verdict | null
}

/** A verdict with the urgency that it has. */
export type AlertStep = Alerted & {
  readonly urgency: Urgency
  /** Alert level to notify at; `null` until enough consecutive ticks agree. */
  readonly wanted: Urgency['severity'] | null
}

/** Returns the reason and the sentence that an incident is opened with, and if they rest on an answer or a key. */
export function causeOf({ check, verdict: { reason, findings, evidence }, urgency: { because } }: AlertStep): {
  readonly reason: Reason
  readonly detail: string
  readonly answered: boolean
} {
  const found = findings.find((finding) => finding.reason === reason)?.detail ?? ''
  const detail = because === null ? found : `${because}: ${found}`
  // A key that the check names judges a signature without a request.
  const isVerified = check.question.kind === 'jwt' && check.question.key !== undefined
  return { reason, detail, answered: evidence.status !== null || isVerified }
}

/** Returns the observation that a verdict is, for what is counted in a row. */
export const observationOf = ({ check, verdict, judgedBefore }: Alerted): OneLook => ({
  check,
  at: verdict.at,
  judgedBefore,
})
