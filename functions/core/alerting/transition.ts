import type { Check } from '../model/check.ts'
import { wanderSeconds } from '../model/expiry.ts'
import type { Verdict } from '../model/verdict.ts'
import type { AlertContext } from '../state/alert-context.ts'
import type { PendingMessage } from '../state/incident.ts'
import { type CheckState, stateSchema } from '../state/state.ts'
import { alertAfter } from './incidents/alerting.ts'

/** A verdict with the tick that asked for it, when the check was judged before that, and what holds around it. */
export type JudgedCheck = {
  readonly check: Check
  readonly verdict: Verdict
  readonly tick: number
  readonly judgedBefore: number | null
  readonly alertContext: AlertContext
}

/**
 * The state after a verdict, or the same object where nothing changed. An older tick, or one that was delivered twice,
 * changes nothing. What is owed to people for a change is part of the same state, so that one conditional write decides who tells them.
 */
export function transition(previous: CheckState | null, judged: JudgedCheck): CheckState {
  if (previous !== null && judged.tick <= previous.tick) return previous
  const described = describedBy(previous, judged)
  // What is told of an expiry goes by the one that is known, though this tick could not see it.
  const verdict = { ...judged.verdict, evidence: { ...judged.verdict.evidence, expiry: described.expiry } }
  const next = { ...described, ...alertAfter(previous, { ...judged, verdict }) }
  return previous !== null && isSame(previous, next) ? previous : next
}

type Described = Pick<
  CheckState,
  | 'schema'
  | 'check'
  | 'revision'
  | 'tick'
  | 'standing'
  | 'reason'
  | 'severity'
  | 'reasons'
  | 'detail'
  | 'since'
  | 'lastGood'
  | 'expiry'
  | 'versionId'
  | 'evidence'
>

function describedBy(previous: CheckState | null, { verdict, tick, judgedBefore }: JudgedCheck): Described {
  const { check, standing, reason, severity, findings, evidence } = verdict
  const { status, rule, identity, environment, scopes, versionId } = evidence
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
    evidence: { status, rule, identity, environment, scopes },
  }
}

function lastGood(previous: CheckState | null, verdict: Verdict, judgedBefore: number | null): number | null {
  if (verdict.standing === 'valid') return verdict.at
  return previous?.standing === 'valid' ? (judgedBefore ?? previous.lastGood) : (previous?.lastGood ?? null)
}

/** Times move and details count seconds; what makes a difference is everything else, the words of the detail included. */
function isSame(previous: CheckState, next: CheckState): boolean {
  const [a, b] = [previous.expiry?.at, next.expiry?.at]
  const sameExpiry = a === b || (typeof a === 'number' && typeof b === 'number' && Math.abs(a - b) <= wanderSeconds)
  return sameExpiry && essence(previous) === essence(next)
}

/** Turns are left out: a new one comes with another incident, and one that is forgotten is no change. */
function essence(state: CheckState): string {
  const { standing, reason, severity, reasons, detail, versionId, evidence, expiry } = state
  const { streak, incident, recovering, expiryThreshold, flapping, rotationFailed, pending } = state
  return JSON.stringify([
    ...[standing, reason, severity, reasons, wordsOf(detail), versionId, evidence, expiry?.source ?? null],
    ...[streak, incident, recovering, expiryThreshold, flapping, rotationFailed, pending],
  ])
}

/** A sentence without its spans, counts and instants: `2h 5m behind` and `3h behind` say the same. */
const wordsOf = (detail: string): string => detail.replace(/(?:\d\S*\s*)+/g, '# ').trimEnd()

/** The state once what it owed has been accepted. Debts are known by their content, since other writes may have come between. */
export function delivered(state: CheckState, settled: readonly PendingMessage[]): CheckState {
  const done = new Set(settled.map((pending) => JSON.stringify(pending)))
  const pending = state.pending.filter((one) => !done.has(JSON.stringify(one)))
  return { ...state, revision: state.revision + 1, pending }
}
