import type { Check } from '../../model/check.ts'
import { isOutage, type Standing } from '../../model/reason.ts'
import type { Verdict } from '../../model/verdict.ts'
import { expiryThresholdAt, expiryThresholdFor, isNearerThreshold } from '../../state/expiry-threshold.ts'
import { type Flapping, isCalm, isOutranked, turnedAt, turnsTooOften } from '../../state/flapping.ts'
import type { AlertLevel, Incident, MessageKind, PendingMessage, SuppressedBy } from '../../state/incident.ts'
import type { CheckState, Streak } from '../../state/state.ts'
import { higherLevel, isBetter, isWorse } from './alert-level.ts'
import { isReminderDue } from './reminders.ts'
import { type Alerted, type AlertStep, causeOf } from './step.ts'
import { isWord, type Urgency, urgencyOf } from './urgency.ts'

/** The part of a check's state that is about telling people. */
export type Alerting = Pick<
  CheckState,
  'streak' | 'incident' | 'recovering' | 'expiryThreshold' | 'turns' | 'flapping' | 'rotationFailed' | 'pending'
>

const unheard: Alerting = {
  streak: { standing: 'valid', ticks: 0 },
  incident: null,
  recovering: 0,
  expiryThreshold: null,
  turns: [],
  flapping: null,
  rotationFailed: null,
  pending: [],
}

/**
 * What a verdict changes of what people are told: an incident opens, becomes worse, closes, is remembered. Pure: everything that has
 * to be said is added to `owed`, in the order in which it is to be said.
 */
export function alertAfter(previous: Alerting | null, alerted: Alerted): Alerting {
  const before = ended(previous ?? unheard, alerted)
  const urgency = urgencyOf(alerted.verdict, alerted.check, {
    unreliable: alerted.alertContext.unreliable,
    rotationFailed: before.rotationFailed,
  })
  const streak = streakAfter(before.streak, alerted.verdict, urgency)
  const step: AlertStep = { ...alerted, urgency, wanted: streak.ticks >= urgency.ticks ? urgency.severity : null }
  const closed = recovered({ ...before, streak }, step)
  const after = closed.incident === null ? opened(closed, step) : continued(closed, closed.incident, step)
  return calmed(flapped(after, step), step)
}

/** What was remembered of an older version or of another expiry counts no longer. */
function ended(state: Alerting, { verdict, check }: Alerted): Alerting {
  const { streak, incident, recovering, turns, flapping, pending } = state
  const { versionId, expiry } = verdict.evidence
  const known = verdict.standing !== 'unknown' || expiry !== null
  return {
    ...{ streak, incident, recovering, turns, flapping, pending },
    expiryThreshold: known
      ? expiryThresholdFor(state.expiryThreshold, check, expiry, verdict.at / 1_000)
      : state.expiryThreshold,
    rotationFailed: versionId === null || state.rotationFailed?.versionId === versionId ? state.rotationFailed : null,
  }
}

/** Nobody can tell, for one reason or the other: a check that changes between the two is in trouble all the time. */
const blind: ReadonlySet<Standing> = new Set(['unknown', 'misconfigured'])

function streakAfter(streak: Streak, { standing }: Verdict, { ticks }: Urgency): Streak {
  const goesOn = streak.standing === standing || (blind.has(streak.standing) && blind.has(standing))
  const count = goesOn ? streak.ticks + 1 : 1
  return { standing, ticks: Math.min(count, ticks) }
}

/** Counts verdicts that are better than what is open, and closes it when there are enough of them. */
function recovered(state: Alerting, { verdict, check, urgency }: AlertStep): Alerting {
  const { incident } = state
  if (incident === null || !isBetter(incident, verdict, urgency)) return { ...state, recovering: 0 }
  const recovering = state.recovering + 1
  if (recovering < check.thresholds.recoversAfter) return { ...state, recovering }
  const closed = { ...state, recovering: 0, incident: null, turns: turnedAt(state.turns, verdict.at) }
  if (incident.notified === null) return closed
  return {
    ...closed,
    pending: [...state.pending, { kind: 'resolve', to: incident.notified.to, incident, at: verdict.at }],
  }
}

function opened(state: Alerting, step: AlertStep): Alerting {
  const { verdict, wanted, check } = step
  if (wanted === null || wanted === 'none') return state
  const turns = turnedAt(state.turns, verdict.at)
  const fresh: Incident = {
    openedAt: verdict.at,
    severity: wanted,
    ...causeOf(step),
    notified: null,
    suppressedBy: null,
    reminders: 0,
    acknowledged: null,
  }
  const flaps = state.flapping === null ? turnsTooOften(turns, verdict.at) : isOutranked(wanted, state.flapping)
  const suppressedBy = suppressedFor(fresh, flaps, step)
  const expiryThreshold = suppressedBy === 'silence' ? state.expiryThreshold : lowestThreshold(state, step, check)
  return notifiedOf(
    { ...state, turns, expiryThreshold, incident: { ...fresh, suppressedBy } },
    'open',
    wanted,
    verdict.at,
  )
}

/** An incident that stays open: does it become worse, was it hushed and is not any more, has its expiry come closer, is it forgotten? */
function continued(state: Alerting, incident: Incident, step: AlertStep): Alerting {
  const { verdict, wanted } = step
  if (wanted !== null && wanted !== 'none') {
    if (isWorse(incident, verdict, wanted)) return worsened(state, incident, wanted, step)
    if (incident.suppressedBy !== null) return unsuppressed(state, incident, step)
    if (isThresholdDue(state, step)) return climbed(state, incident, wanted, step)
  }
  if (step.alertContext.suppressed || state.recovering > 0 || !isReminderDue(incident, verdict.at)) return state
  // What is just as loud, and is the matter by now, is what people are reminded of.
  const present = wanted === incident.severity ? { ...incident, ...causeOf(step) } : incident
  const again = { ...state, incident: { ...present, reminders: incident.reminders + 1 } }
  return notifiedOf(again, 'remind', incident.severity, verdict.at)
}

function worsened(state: Alerting, incident: Incident, wanted: AlertLevel, step: AlertStep): Alerting {
  const worse: Incident = { ...incident, severity: wanted, ...causeOf(step), reminders: 0, acknowledged: null }
  const suppressedBy = suppressedFor(worse, isOutranked(wanted, state.flapping), step)
  const expiryThreshold = suppressedBy === 'silence' ? state.expiryThreshold : lowestThreshold(state, step, step.check)
  const kind = incident.notified === null ? 'open' : 'escalate'
  return notifiedOf({ ...state, expiryThreshold, incident: { ...worse, suppressedBy } }, kind, wanted, step.verdict.at)
}

function unsuppressed(state: Alerting, incident: Incident, step: AlertStep): Alerting {
  const grouped = incident.suppressedBy === 'outage' && !isOutage(step.verdict.reason)
  const now: Incident = grouped ? { ...incident, ...causeOf(step) } : incident
  const suppressedBy = suppressedFor(now, isOutranked(now.severity, state.flapping), step)
  const expiryThreshold = suppressedBy === null ? lowestThreshold(state, step, step.check) : state.expiryThreshold
  const kind = incident.suppressedBy === 'silence' ? 'silence_ended' : 'open'
  return notifiedOf(
    { ...state, expiryThreshold, incident: { ...now, suppressedBy } },
    kind,
    now.severity,
    step.verdict.at,
  )
}

function isThresholdDue(state: Alerting, step: AlertStep): boolean {
  if (step.verdict.reason !== 'expiring' || step.alertContext.suppressed || state.recovering > 0) return false
  return isNearerThreshold(lowestThreshold(state, step, step.check), state.expiryThreshold)
}

function climbed(state: Alerting, incident: Incident, wanted: AlertLevel, step: AlertStep): Alerting {
  const closer = {
    ...state,
    expiryThreshold: lowestThreshold(state, step, step.check),
    incident: { ...incident, ...causeOf(step) },
  }
  return notifiedOf(closer, 'expiry_threshold', wanted, step.verdict.at)
}

/** The rung to remember: the lowest that was reached, or the one that was told already. */
function lowestThreshold(
  { expiryThreshold }: Alerting,
  { verdict }: AlertStep,
  check: Check,
): Alerting['expiryThreshold'] {
  if (verdict.reason !== 'expiring') return expiryThreshold
  const reached = expiryThresholdAt(check, verdict.evidence.expiry, verdict.at / 1_000)
  return isNearerThreshold(reached, expiryThreshold) ? reached : expiryThreshold
}

/** Why nobody is told of an incident by itself; null where people are. */
function suppressedFor(
  { severity, suppressedBy }: Incident,
  flaps: boolean,
  { verdict, alertContext }: AlertStep,
): SuppressedBy | null {
  if (alertContext.suppressed) return 'silence'
  if (alertContext.onPurpose) return flaps ? 'flapping' : null
  if (isOutage(verdict.reason) && severity === 'notice') return 'outage'
  const outranked = suppressedBy === 'storm' || (verdict.standing === 'invalid' && isWord(verdict))
  if (alertContext.inStorm && outranked) return 'storm'
  return flaps ? 'flapping' : null
}

/** Owes a message about the open incident, unless it is hushed. */
function notifiedOf(state: Alerting, kind: MessageKind, to: AlertLevel, at: number): Alerting {
  const { incident } = state
  if (incident === null || incident.suppressedBy !== null) return state
  const notified: Incident = { ...incident, notified: { to: higherLevel(incident.notified?.to, to), at } }
  return { ...state, incident: notified, pending: [...state.pending, { kind, to, incident: notified, at }] }
}

/** It opened and closed too often: from here on that is the one thing that is told, until it becomes louder than what came and went. */
function flapped(state: Alerting, { verdict, alertContext }: AlertStep): Alerting {
  if (state.flapping !== null) return raisedWhileFlapping(state, state.flapping)
  if (alertContext.suppressed || !turnsTooOften(state.turns, verdict.at)) return state
  const incident = state.incident ?? state.pending.at(-1)?.incident ?? null
  if (incident === null) return state
  const said: PendingMessage = { kind: 'flapping', to: 'notice', incident, at: verdict.at }
  return { ...state, flapping: { since: verdict.at, incident }, pending: [...state.pending, said] }
}

function raisedWhileFlapping(state: Alerting, flapping: Flapping): Alerting {
  const { incident } = state
  const isHeard = incident !== null && incident.suppressedBy === null && !isOutranked(incident.severity, flapping)
  return isHeard ? { ...state, flapping: { ...flapping, incident } } : state
}

/** Nothing turned for a while: what is open now is told as any other. */
function calmed(state: Alerting, { verdict }: AlertStep): Alerting {
  const { flapping, turns, incident } = state
  if (flapping === null || !isCalm(turns, verdict.at)) return state
  const over: PendingMessage = { kind: 'flapping_ended', to: 'notice', incident: flapping.incident, at: verdict.at }
  const ordinary = { ...state, flapping: null, pending: [...state.pending, over] }
  if (incident?.suppressedBy !== 'flapping') return ordinary
  return notifiedOf(
    { ...ordinary, incident: { ...incident, suppressedBy: null } },
    'open',
    incident.severity,
    verdict.at,
  )
}
