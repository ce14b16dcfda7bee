import { standingOf } from '../../model/reason.ts'
import { type AlertLevel, type Incident, outranks, rank } from '../../state/incident.ts'
import type { Trouble } from '../../state/trouble.ts'
import { refutes } from './refuted.ts'
import type { AlertStep } from './step.ts'

/** Returns true if a verdict supports closing a trouble: it speaks against the problem, and the reason is gone or has a lower alert level. */
export function isBetter(trouble: Trouble, { verdict, check, urgency: { severity } }: AlertStep): boolean {
  if (!refutes(verdict, trouble, check)) return false
  const { findings } = verdict
  return rank[severity] < rank[trouble.severity] || !findings.some(({ reason }) => reason === trouble.reason)
}

/** Returns true if a trouble becomes what the incident is named after: it is worse, or the incident was notified for its provider only. */
export function takesLead(incident: Incident, { reason, severity, suppressedBy }: Trouble): boolean {
  if (outranks(severity, incident.severity)) return true
  if (incident.suppressedBy === 'outage') return suppressedBy !== 'outage'
  return standingOf(reason) === 'invalid' && severity === incident.severity && standingOf(incident.reason) !== 'invalid'
}

/** Returns the higher alert level: whoever was paged for an incident is also paged when it ends. */
export function higherLevel(before: AlertLevel | undefined, now: AlertLevel): AlertLevel {
  return before === 'page' ? 'page' : now
}
