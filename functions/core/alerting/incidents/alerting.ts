import { isOutage, type Standing } from '../../model/reason.ts'
import { isUnproved, type Verdict } from '../../model/verdict.ts'
import { expiryThresholdAt, expiryThresholdFor, isNearerThreshold } from '../../state/expiry-threshold.ts'
import { changesTooOften, isSuppressedByFlapping, withChange } from '../../state/flapping.ts'
import type { AlertLevel, Incident, SuppressedBy } from '../../state/incident.ts'
import type { Streak } from '../../state/state.ts'
import { isBetter, isWorse } from './alert-level.ts'
import { type AlertState, initialAlertState, withMessage } from './alert-state.ts'
import { endFlapping, startFlapping } from './flapping-messages.ts'
import { refutes } from './refuted.ts'
import { isReminderDue } from './reminders.ts'
import { type Alerted, type AlertStep, causeOf } from './step.ts'
import { isProviderAnswer, type Urgency, urgencyOf } from './urgency.ts'

/**
 * Returns the alert state after a verdict: its incident opens, becomes worse, closes, or is remembered. Pure: every message is
 * added to `pending`, in the order in which it is sent.
 */
export function alertAfter(previous: AlertState | null, alerted: Alerted): AlertState {
  const before = withoutObsolete(previous ?? initialAlertState, alerted)
  const urgency = urgencyOf(alerted.verdict, alerted.check, {
    unreliable: alerted.alertContext.unreliable,
    rotationFailed: before.rotationFailed,
  })
  const streak = streakAfter(before.streak, alerted.verdict, urgency)
  const step: AlertStep = { ...alerted, urgency, wanted: streak.ticks >= urgency.ticks ? urgency.severity : null }
  const closed = closeIfRecovered({ ...before, streak }, step)
  const after = closed.incident === null ? openIncident(closed, step) : continueIncident(closed, closed.incident, step)
  return endFlapping(startFlapping(after, step), step)
}

/** Forgets an expiry threshold of another expiry, and a failed rotation of another version. */
function withoutObsolete(state: AlertState, { verdict, check }: Alerted): AlertState {
  const { streak, incident, recovering, changes, flapping, pending } = state
  const { versionId, expiry } = verdict.evidence
  const isExpiryKnown = verdict.standing !== 'unknown' || isUnproved(verdict) || expiry !== null
  const isSameVersion = versionId === null || state.rotationFailed?.versionId === versionId
  return {
    streak,
    incident,
    recovering,
    changes,
    flapping,
    pending,
    expiryThreshold: isExpiryKnown
      ? expiryThresholdFor(state.expiryThreshold, check, expiry, verdict.at / 1_000)
      : state.expiryThreshold,
    rotationFailed: isSameVersion ? state.rotationFailed : null,
  }
}

/** Standings that prove nothing about the token. A check that changes between the two has one problem, not two. */
const unproven: ReadonlySet<Standing> = new Set(['unknown', 'misconfigured'])

function streakAfter(streak: Streak, { standing }: Verdict, { ticks }: Urgency): Streak {
  const goesOn = streak.standing === standing || (unproven.has(streak.standing) && unproven.has(standing))
  const count = goesOn ? streak.ticks + 1 : 1
  return { standing, ticks: Math.min(count, ticks) }
}

/** Counts verdicts that are better than the open incident, and closes it after `recoversAfter` of them. */
function closeIfRecovered(state: AlertState, step: AlertStep): AlertState {
  const { incident } = state
  const { verdict, check } = step
  if (incident === null || !isBetter(incident, step)) return { ...state, recovering: 0 }
  const recovering = state.recovering + 1
  if (recovering < check.thresholds.recoversAfter) return { ...state, recovering }
  const closed = { ...state, recovering: 0, incident: null, changes: withChange(state.changes, verdict.at) }
  if (incident.notified === null) return closed
  const { to } = incident.notified
  return { ...closed, pending: [...state.pending, { kind: 'resolve', to, incident, at: verdict.at }] }
}

function openIncident(state: AlertState, step: AlertStep): AlertState {
  const { verdict, wanted } = step
  if (wanted === null || wanted === 'none') return state
  const changes = withChange(state.changes, verdict.at)
  const opened: Incident = {
    openedAt: verdict.at,
    severity: wanted,
    ...causeOf(step),
    notified: null,
    suppressedBy: null,
    reminders: 0,
    acknowledged: null,
  }
  const isFlapping =
    state.flapping === null ? changesTooOften(changes, verdict.at) : isSuppressedByFlapping(wanted, state.flapping)
  const suppressedBy = suppressionOf(opened, isFlapping, step)
  const expiryThreshold = suppressedBy === 'silence' ? state.expiryThreshold : nearestThreshold(state, step)
  return withMessage(
    { ...state, changes, expiryThreshold, incident: { ...opened, suppressedBy } },
    'open',
    wanted,
    verdict.at,
  )
}

/** Notifies what is new about an incident that stays open: it became worse, is no longer suppressed, nears its expiry, or needs a reminder. */
function continueIncident(state: AlertState, incident: Incident, step: AlertStep): AlertState {
  const { verdict, wanted, check } = step
  // An expiry beside it does not replace what an unproved credential cannot refute.
  const keepsCause = isUnproved(verdict) && !refutes(verdict, incident, check)
  if (wanted !== null && wanted !== 'none') {
    if (isWorse(incident, verdict, wanted)) return escalateIncident(state, incident, wanted, step)
    if (incident.suppressedBy !== null) return notifyUnsuppressed(state, incident, step)
    if (!keepsCause && isThresholdDue(state, step)) return notifyThreshold(state, incident, wanted, step)
  }
  if (step.alertContext.suppressed || state.recovering > 0 || !isReminderDue(incident, verdict.at)) return state
  // A reminder names the present cause where that has the same alert level.
  const present = wanted === incident.severity && !keepsCause ? { ...incident, ...causeOf(step) } : incident
  const reminded = { ...state, incident: { ...present, reminders: incident.reminders + 1 } }
  return withMessage(reminded, 'remind', incident.severity, verdict.at)
}

function escalateIncident(state: AlertState, incident: Incident, wanted: AlertLevel, step: AlertStep): AlertState {
  const worse: Incident = { ...incident, severity: wanted, ...causeOf(step), reminders: 0, acknowledged: null }
  const suppressedBy = suppressionOf(worse, isSuppressedByFlapping(wanted, state.flapping), step)
  const expiryThreshold = suppressedBy === 'silence' ? state.expiryThreshold : nearestThreshold(state, step)
  const kind = incident.notified === null ? 'open' : 'escalate'
  return withMessage({ ...state, expiryThreshold, incident: { ...worse, suppressedBy } }, kind, wanted, step.verdict.at)
}

function notifyUnsuppressed(state: AlertState, incident: Incident, step: AlertStep): AlertState {
  const hasLeftOutage = incident.suppressedBy === 'outage' && !isOutage(step.verdict.reason)
  const present: Incident = hasLeftOutage ? { ...incident, ...causeOf(step) } : incident
  const suppressedBy = suppressionOf(present, isSuppressedByFlapping(present.severity, state.flapping), step)
  const expiryThreshold = suppressedBy === null ? nearestThreshold(state, step) : state.expiryThreshold
  const kind = incident.suppressedBy === 'silence' ? 'after_silence' : 'open'
  const next = { ...state, expiryThreshold, incident: { ...present, suppressedBy } }
  return withMessage(next, kind, present.severity, step.verdict.at)
}

function isThresholdDue(state: AlertState, step: AlertStep): boolean {
  if (step.verdict.reason !== 'expiring' || step.alertContext.suppressed || state.recovering > 0) return false
  return isNearerThreshold(nearestThreshold(state, step), state.expiryThreshold)
}

function notifyThreshold(state: AlertState, incident: Incident, wanted: AlertLevel, step: AlertStep): AlertState {
  const expiryThreshold = nearestThreshold(state, step)
  const next = { ...state, expiryThreshold, incident: { ...incident, ...causeOf(step) } }
  return withMessage(next, 'expiry_threshold', wanted, step.verdict.at)
}

/** Returns the expiry threshold that was reached, or the remembered one where that is nearer to the expiry. */
function nearestThreshold(
  { expiryThreshold }: AlertState,
  { verdict, check }: AlertStep,
): AlertState['expiryThreshold'] {
  if (verdict.reason !== 'expiring') return expiryThreshold
  const reached = expiryThresholdAt(check, verdict.evidence.expiry, verdict.at / 1_000)
  return isNearerThreshold(reached, expiryThreshold) ? reached : expiryThreshold
}

/** Returns what suppresses an incident's own messages; `null` where nothing does. */
function suppressionOf(
  { severity, suppressedBy }: Incident,
  isFlapping: boolean,
  { verdict, alertContext }: AlertStep,
): SuppressedBy | null {
  if (alertContext.suppressed) return 'silence'
  if (alertContext.onPurpose) return isFlapping ? 'flapping' : null
  if (isOutage(verdict.reason) && severity === 'notice') return 'outage'
  const belongsToStorm = suppressedBy === 'storm' || (verdict.standing === 'invalid' && isProviderAnswer(verdict))
  if (alertContext.inStorm && belongsToStorm) return 'storm'
  return isFlapping ? 'flapping' : null
}
