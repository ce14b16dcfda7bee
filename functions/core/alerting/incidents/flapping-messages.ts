import { standingOf } from '../../model/reason.ts'
import { changesTooOften, type Flapping, isStable, isSuppressedByFlapping } from '../../state/flapping.ts'
import type { PendingMessage } from '../../state/incident.ts'
import { type AlertState, withMessage, withTrouble } from './alert-state.ts'
import type { Alerted } from './step.ts'

/** Starts to treat a check as flapping when it changes too often: one notice, then silence up to the alert level reached so far. */
export function startFlapping(state: AlertState, { verdict, alertContext, check }: Alerted): AlertState {
  if (state.flapping !== null) return withHigherLevel(state, state.flapping)
  if (alertContext.suppressed || !changesTooOften({ ...state, everySeconds: check.everySeconds }, verdict.at))
    return state
  const incident = state.incident ?? state.pending.at(-1)?.incident ?? null
  if (incident === null) return state
  const message: PendingMessage = { kind: 'flapping', to: 'notice', incident, at: verdict.at }
  return { ...state, flapping: { since: verdict.at, incident }, pending: [...state.pending, message] }
}

/** Remembers an incident that was notified because its alert level is higher than the levels before it. */
function withHigherLevel(state: AlertState, flapping: Flapping): AlertState {
  const { incident } = state
  const isNotified =
    incident !== null && incident.suppressedBy === null && !isSuppressedByFlapping(incident.severity, flapping)
  return isNotified ? { ...state, flapping: { ...flapping, incident } } : state
}

/** Ends the flapping of a check that is stable again, and notifies an incident that flapping had suppressed. */
export function endFlapping(state: AlertState, { verdict }: Alerted): AlertState {
  const { flapping, changes, incident } = state
  if (flapping === null || !isStable(changes, verdict.at)) return state
  const message: PendingMessage = { kind: 'flapping_ended', to: 'notice', incident: flapping.incident, at: verdict.at }
  const ended = { ...state, flapping: null, pending: [...state.pending, message] }
  if (incident?.suppressedBy !== 'flapping') return ended
  const trouble = ended.troubles[standingOf(incident.reason)]
  const unsuppressed = trouble === undefined ? ended : withTrouble(ended, { ...trouble, suppressedBy: null })
  return withMessage(unsuppressed, { kind: 'open', to: incident.severity, at: verdict.at })
}
