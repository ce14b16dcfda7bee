import { standingOf } from '../../model/reason.ts'
import type { Verdict } from '../../model/verdict.ts'
import { type AlertLevel, type Incident, rank } from '../../state/incident.ts'
import { refutes } from './refuted.ts'
import type { AlertStep } from './step.ts'

/** Returns true if a verdict supports closing an incident: it speaks against the problem, and the reason is gone or has a lower alert level. */
export function isBetter(incident: Incident, { verdict, check, urgency: { severity } }: AlertStep): boolean {
  if (!refutes(verdict, incident, check)) return false
  const { findings } = verdict
  return rank[severity] < rank[incident.severity] || !findings.some(({ reason }) => reason === incident.reason)
}

/** Returns true if the alert level rises from notice to page, or if a token that was expiring or unknown is now invalid. */
export function isWorse(incident: Incident, { standing }: Verdict, wanted: AlertLevel): boolean {
  if (rank[wanted] > rank[incident.severity]) return true
  const before = standingOf(incident.reason)
  return standing === 'invalid' && wanted === 'page' && (before === 'valid' || before === 'unknown')
}

/** Returns the higher alert level: whoever was paged for an incident is also paged when it ends. */
export function higherLevel(before: AlertLevel | undefined, now: AlertLevel): AlertLevel {
  return before === 'page' ? 'page' : now
}
