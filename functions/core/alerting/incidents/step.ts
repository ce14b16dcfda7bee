import type { Check } from '../../model/check.ts'
import type { Reason } from '../../model/reason.ts'
import type { Verdict } from '../../model/verdict.ts'
import type { AlertContext } from '../../state/alert-context.ts'
import type { Urgency } from './urgency.ts'

/** One verdict with what it is compared against. */
export type Alerted = { readonly verdict: Verdict; readonly check: Check; readonly alertContext: AlertContext }

/** A verdict with the urgency that it has. */
export type AlertStep = Alerted & {
  readonly urgency: Urgency
  /** Alert level to notify at; `null` until enough consecutive ticks agree. */
  readonly wanted: Urgency['severity'] | null
}

/** Returns the reason and the sentence that an incident is opened with, and if they rest on an answer. */
export function causeOf({ verdict: { reason, findings, evidence }, urgency: { because } }: AlertStep): {
  readonly reason: Reason
  readonly detail: string
  readonly answered: boolean
} {
  const found = findings.find((finding) => finding.reason === reason)?.detail ?? ''
  const detail = because === null ? found : `${because}: ${found}`
  return { reason, detail, answered: evidence.status !== null }
}
