import { type Standing, standingOf } from '../../model/reason.ts'
import type { AlertLevel, Incident, MessageKind } from '../../state/incident.ts'
import type { CheckState } from '../../state/state.ts'
import type { LookCounts, Trouble, Troubles } from '../../state/trouble.ts'
import { higherLevel } from './alert-level.ts'
import { openBeside } from './open-troubles.ts'

/** The part of a check's state that decides about messages. */
export type AlertState = Pick<
  CheckState,
  'streak' | 'incident' | 'recovering' | 'expiryThreshold' | 'changes' | 'flapping' | 'rotationFailed' | 'pending'
> & { readonly counts: LookCounts; readonly troubles: Troubles }

/** The alert state of a check that was never judged. */
export const initialAlertState: AlertState = {
  streak: { standing: 'valid', ticks: 0 },
  counts: {},
  incident: null,
  troubles: {},
  recovering: 0,
  expiryThreshold: null,
  changes: [],
  flapping: null,
  rotationFailed: null,
  pending: [],
}

/** One message to add: at which level, and when, in epoch milliseconds. */
export type NewMessage = { readonly kind: MessageKind; readonly to: AlertLevel; readonly at: number }

/** Adds a message about the reason of the open incident, unless that is suppressed. */
export function withMessage(state: AlertState, message: NewMessage): AlertState {
  const { incident } = state
  if (incident === null || incident.suppressedBy !== null) return state
  return withMessageAbout(state, incident, message)
}

/** Adds a message about one trouble of the open incident, which need not be the one that the incident is named after. */
export function withMessageAbout(
  state: AlertState,
  { reason, detail, answered }: Pick<Trouble, 'reason' | 'detail' | 'answered'>,
  { kind, to, at }: NewMessage,
): AlertState {
  if (state.incident === null) return state
  const incident: Incident = { ...state.incident, notified: { to: higherLevel(state.incident.notified?.to, to), at } }
  const about = { ...incident, reason, detail, ...(answered === undefined ? {} : { answered }) }
  const pending = { kind, to, incident: about, ...openBeside(state.troubles, about), at }
  return { ...state, incident, pending: [...state.pending, pending] }
}

/** Returns the standing of the reason that the open incident is named after; `null` where none is open. */
export const leadOf = ({ incident }: Pick<AlertState, 'incident'>): Standing | null =>
  incident === null ? null : standingOf(incident.reason)

/** Puts a trouble in its place. The incident that is named after it is suppressed as it is. */
export function withTrouble(state: AlertState, trouble: Trouble): AlertState {
  const standing = standingOf(trouble.reason)
  const troubles = { ...state.troubles, [standing]: trouble }
  const { incident } = state
  if (incident === null || leadOf(state) !== standing) return { ...state, troubles }
  return { ...state, troubles, incident: { ...incident, suppressedBy: trouble.suppressedBy } }
}
