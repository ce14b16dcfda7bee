import type { Check } from '../../model/check.ts'
import type { Reason } from '../../model/reason.ts'
import type { Verdict } from '../../model/verdict.ts'
import type { AlertContext } from '../../state/alert-context.ts'
import type { Urgency } from './urgency.ts'

/** One verdict on its way into a state. */
export type Alerted = { readonly verdict: Verdict; readonly check: Check; readonly alertContext: AlertContext }

/** A verdict with what it asks for, and what the state would be without it. */
export type AlertStep = Alerted & {
  readonly urgency: Urgency /** Null while too few ticks in a row said so. */
  readonly wanted: Urgency['severity'] | null
}

/** What an incident is said to be about. */
export function causeOf({ verdict: { reason, findings }, urgency: { because } }: AlertStep): {
  readonly reason: Reason
  readonly detail: string
} {
  const found = findings.find((finding) => finding.reason === reason)?.detail ?? ''
  return { reason, detail: because === null ? found : `${because}: ${found}` }
}
