import { type Standing, standingOf } from '../../model/reason.ts'
import { isUnproved, type Verdict } from '../../model/verdict.ts'
import { expiryThresholdFor } from '../../state/expiry-threshold.ts'
import type { CheckState } from '../../state/state.ts'
import { type AlertState, initialAlertState, leadOf, withMessage } from './alert-state.ts'
import { endFlapping, startFlapping } from './flapping-messages.ts'
import { countsAfter, countsOf, streakAfter } from './observations.ts'
import { troublesOf } from './open-troubles.ts'
import { closeRecovered, waitsForEnd } from './recovery.ts'
import { refutes } from './refuted.ts'
import { isReminderDue } from './reminders.ts'
import { type Alerted, type AlertStep, causeOf, observationOf } from './step.ts'
import { beginTrouble, continueTrouble, freeOthers } from './trouble-messages.ts'
import { type Urgency, urgencyOf } from './urgency.ts'
import { holdPages } from './waiting-pages.ts'

/** Stored state that an alert state is made from. One of an earlier version lacks some of it. */
type Stored = Pick<CheckState, Exclude<keyof AlertState, 'troubles' | 'counts'>> &
  Pick<CheckState, 'troubles' | 'counts'>

/**
 * Returns the alert state after a verdict: its troubles begin, become worse, end, or are remembered. Pure: every message is added to
 * `pending`, in the order in which it is sent.
 */
export function alertAfter(previous: Stored | null, alerted: Alerted): AlertState {
  const before = withoutObsolete(previous ?? initialAlertState, alerted)
  const urgency = urgencyIn(before, alerted.verdict, alerted)
  const seen = withObservation(before, alerted, urgency)
  const step: AlertStep = { ...alerted, urgency, wanted: wantedIn(seen, alerted.verdict, urgency) }
  const closed = closeRecovered(seen, step)
  const steps = [step, ...knownEndOf(closed, step)]
  const after = freeOthers(steps.reduce(withStep, closed), step)
  return holdPages(before, endFlapping(startFlapping(remind(after, step), step), step), step)
}

/** Forgets an expiry threshold of another expiry, and a failed rotation of another version. */
function withoutObsolete(state: Stored, { verdict, check }: Alerted): AlertState {
  const { streak, incident, recovering, changes, flapping, pending } = state
  const { versionId, expiry } = verdict.evidence
  const isExpiryKnown = verdict.standing !== 'unknown' || isUnproved(verdict) || expiry !== null
  const isSameVersion = versionId === null || state.rotationFailed?.versionId === versionId
  return {
    streak,
    counts: countsOf(state),
    incident,
    troubles: troublesOf(state),
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

const urgencyIn = (
  { rotationFailed }: AlertState,
  verdict: Verdict,
  { check, alertContext, neverWorked = false }: Alerted,
): Urgency => urgencyOf(verdict, check, { unreliable: alertContext.unreliable, rotationFailed, neverWorked })

function withObservation(state: AlertState, alerted: Alerted, { ticks }: Urgency): AlertState {
  const { verdict } = alerted
  const observation = observationOf(alerted)
  const streak = streakAfter(state.streak, verdict, { observation, most: ticks })
  return { ...state, streak, counts: countsAfter(state.counts, verdict, { observation, ticks }) }
}

/** Returns the alert level to notify at; `null` until enough observations in a row agree. */
function wantedIn(
  { streak, counts }: AlertState,
  { reason }: Verdict,
  { severity, ticks }: Urgency,
): AlertStep['wanted'] {
  const standing = standingOf(reason)
  const seen = standing === 'unknown' || standing === 'misconfigured' ? (counts[standing]?.seen ?? 0) : streak.ticks
  return standing === 'valid' || seen >= ticks ? severity : null
}

/** Returns the step of an end that comes near while the token cannot be checked. */
function knownEndOf(state: AlertState, step: AlertStep): readonly AlertStep[] {
  const { knownEnd = null } = step
  if (knownEnd === null) return []
  const urgency = urgencyIn(state, knownEnd, step)
  return [{ ...step, verdict: knownEnd, urgency, wanted: urgency.severity }]
}

/** Begins or continues the trouble that a verdict is about. */
function withStep(state: AlertState, step: AlertStep): AlertState {
  const { verdict, wanted } = step
  if (wanted === null || wanted === 'none') return state
  const trouble = state.troubles[standingOf(verdict.reason)]
  if (trouble !== undefined) return continueTrouble(state, trouble, { ...step, wanted })
  return waitsForEnd(state, step) || isIdle(state, verdict) ? state : beginTrouble(state, { ...step, wanted })
}

/** Standings that say nothing more of a token that is known to be dead. */
const idle: ReadonlySet<Standing> = new Set(['unknown'])

const isIdle = ({ troubles }: AlertState, { reason }: Verdict): boolean =>
  troubles.invalid !== undefined && idle.has(standingOf(reason))

/** Reminds of an incident that stays open, if every message about it was delivered. */
function remind(state: AlertState, step: AlertStep): AlertState {
  const { incident, recovering } = state
  const { verdict, wanted, check, alertContext } = step
  if (incident === null || alertContext.suppressed || recovering > 0 || state.pending.length > 0) return state
  if (!isReminderDue(incident, verdict.at)) return state
  // An expiry beside it does not replace what an unproved credential cannot refute.
  const keepsCause = isUnproved(verdict) && !refutes(verdict, incident, check)
  // A reminder names the present cause where that has the same alert level.
  const isPresent = leadOf(state) === standingOf(verdict.reason) && wanted === incident.severity && !keepsCause
  const present = isPresent ? { ...incident, ...causeOf(step) } : incident
  const reminded = { ...state, incident: { ...present, reminders: incident.reminders + 1 } }
  return withMessage(reminded, { kind: 'remind', to: incident.severity, at: verdict.at })
}
