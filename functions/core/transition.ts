import type { Incident, Owed } from './incidents/incident.ts'
import { type CheckState, stateSchema } from './state.ts'
import type { Verdict } from './verdict.ts'

/** A verdict with the tick that asked for it, and when the check was judged before that. */
export type Judged = { readonly verdict: Verdict; readonly tick: number; readonly judgedBefore: number | null }

/**
 * The state after a verdict, or the same object where nothing changed. An older tick, or one that was delivered twice,
 * changes nothing. An incident opens on a verdict that pages and closes on one that is valid again; what is owed to people
 * for that is part of the same state, so that one conditional write decides who tells them.
 */
export function transition(previous: CheckState | null, judged: Judged): CheckState {
  if (previous !== null && judged.tick <= previous.tick) return previous
  const next = { ...described(previous, judged), ...incidentAfter(previous, judged.verdict) }
  return previous !== null && isSame(previous, next) ? previous : next
}

type Described = Omit<CheckState, 'incident' | 'owed'>

function described(previous: CheckState | null, { verdict, tick, judgedBefore }: Judged): Described {
  const { check, standing, reason, severity, findings, evidence } = verdict
  const { status, rule, identity, environment, scopes, versionId, attempts } = evidence
  return {
    schema: stateSchema,
    check,
    revision: (previous?.revision ?? 0) + 1,
    tick,
    standing,
    reason,
    severity,
    reasons: findings.map((finding) => finding.reason),
    detail: findings.find((finding) => finding.reason === reason)?.detail ?? '',
    since: previous?.reason === reason ? previous.since : verdict.at,
    lastGood: lastGood(previous, verdict, judgedBefore),
    expiry: evidence.expiry ?? (standing === 'unknown' ? (previous?.expiry ?? null) : null),
    versionId: versionId ?? previous?.versionId ?? null,
    evidence: { status, rule, identity, environment, scopes, attempts },
    streak: { standing, ticks: 1 },
    recovering: 0,
    rung: null,
    turns: [],
    flappingSince: null,
    rotationFailed: null,
  }
}

function lastGood(previous: CheckState | null, verdict: Verdict, judgedBefore: number | null): number | null {
  if (verdict.standing === 'valid') return verdict.at
  return previous?.standing === 'valid' ? (judgedBefore ?? previous.lastGood) : (previous?.lastGood ?? null)
}

function incidentAfter(previous: CheckState | null, verdict: Verdict): Pick<CheckState, 'incident' | 'owed'> {
  const open = previous?.incident ?? null
  const owed = previous?.owed ?? []
  if (open === null && verdict.severity === 'page') {
    const incident = openedBy(verdict)
    return { incident, owed: [...owed, { kind: 'open', to: 'page', incident, at: verdict.at }] }
  }
  if (open !== null && verdict.standing === 'valid' && verdict.severity !== 'page') {
    return { incident: null, owed: [...owed, { kind: 'resolve', to: 'page', incident: open, at: verdict.at }] }
  }
  return { incident: open, owed }
}

function openedBy({ at, reason, findings }: Verdict): Incident {
  const detail = findings.find((finding) => finding.reason === reason)?.detail ?? ''
  const told = { to: 'page', at } as const
  return { openedAt: at, severity: 'page', reason, detail, told, quiet: null, reminders: 0, acknowledged: null }
}

/** Providers that answer with the seconds left make the same expiry wander by a second or two. */
const wanderSeconds = 5

/** Times move and details count seconds; what makes a difference is everything else. */
function isSame(previous: CheckState, next: CheckState): boolean {
  const [a, b] = [previous.expiry?.at, next.expiry?.at]
  const sameExpiry = a === b || (typeof a === 'number' && typeof b === 'number' && Math.abs(a - b) <= wanderSeconds)
  return sameExpiry && essence(previous) === essence(next)
}

function essence({
  standing,
  reason,
  severity,
  reasons,
  versionId,
  evidence,
  incident,
  owed,
  expiry,
}: CheckState): string {
  return JSON.stringify([
    standing,
    reason,
    severity,
    reasons,
    versionId,
    evidence,
    incident,
    owed,
    expiry?.source ?? null,
  ])
}

/** The state once what it owed has been accepted. */
export function paid(state: CheckState, settled: readonly Owed[]): CheckState {
  return { ...state, revision: state.revision + 1, owed: state.owed.filter((owed) => !settled.includes(owed)) }
}
