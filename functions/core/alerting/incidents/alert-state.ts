import type { AlertLevel, MessageKind } from '../../state/incident.ts'
import type { CheckState } from '../../state/state.ts'
import { higherLevel } from './alert-level.ts'

/** The part of a check's state that decides about messages. */
export type AlertState = Pick<
  CheckState,
  'streak' | 'incident' | 'recovering' | 'expiryThreshold' | 'changes' | 'flapping' | 'rotationFailed' | 'pending'
>

/** The alert state of a check that was never judged. */
export const initialAlertState: AlertState = {
  streak: { standing: 'valid', ticks: 0 },
  incident: null,
  recovering: 0,
  expiryThreshold: null,
  changes: [],
  flapping: null,
  rotationFailed: null,
  pending: [],
}

/** Adds a message about the open incident, unless the incident is suppressed. `at` is in epoch milliseconds. */
export function withMessage(state: AlertState, kind: MessageKind, to: AlertLevel, at: number): AlertState {
  const { incident } = state
  if (incident === null || incident.suppressedBy !== null) return state
  const notified = { ...incident, notified: { to: higherLevel(incident.notified?.to, to), at } }
  return { ...state, incident: notified, pending: [...state.pending, { kind, to, incident: notified, at }] }
}
