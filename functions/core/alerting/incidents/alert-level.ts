import { standingOf } from '../../model/reason.ts'
import type { Verdict } from '../../model/verdict.ts'
import { type AlertLevel, type Incident, rank } from '../../state/incident.ts'
import type { Urgency } from './urgency.ts'

/** Whether a verdict speaks for the end of an incident: the token is good, and what opened the incident is gone or less urgent. */
export function isBetter(incident: Incident, { standing, findings }: Verdict, { severity }: Urgency): boolean {
  if (standing !== 'valid') return false
  return rank[severity] < rank[incident.severity] || !findings.some(({ reason }) => reason === incident.reason)
}

/** What was a notice pages now; a token that was about to die, or of which nobody could tell, is dead. */
export function isWorse(incident: Incident, { standing }: Verdict, wanted: AlertLevel): boolean {
  if (rank[wanted] > rank[incident.severity]) return true
  const before = standingOf(incident.reason)
  return standing === 'invalid' && wanted === 'page' && (before === 'valid' || before === 'unknown')
}

/** Whoever was woken for an incident is who hears of its end. */
export function higherLevel(before: AlertLevel | undefined, now: AlertLevel): AlertLevel {
  return before === 'page' ? 'page' : now
}
