import type { Reason } from '../model/reason.ts'
import { endedIncident, historyAfter, type KeptVerdict } from '../state/history.ts'
import type { CheckState } from '../state/state.ts'

/** A verdict, and the one before it, as far as batch records know it. */
type Judged = {
  readonly at: number
  readonly reason: Reason
  readonly everySeconds: number
  readonly before: KeptVerdict | undefined
}

/** Returns the history after a verdict, with the incident that it ended. */
export function historyIn(
  stored: CheckState | null,
  { incident }: Pick<CheckState, 'incident'>,
  { at, reason, everySeconds, before }: Judged,
): Pick<CheckState, 'history'> {
  const open = stored?.incident ?? null
  const isOver = open !== null && incident?.openedAt !== open.openedAt
  const ended = isOver ? endedIncident(open, { at, by: reason, shadow: stored?.shadow === true }) : null
  return { history: historyAfter(stored?.history, { at, reason, before: before ?? null, everySeconds, ended }) }
}

/**
 * Returns true if the history needs no write. A state of an earlier version has none until something changes, or until its batch begins
 * one.
 */
export const isSameHistory = (previous: CheckState, next: CheckState): boolean =>
  previous.history === undefined || previous.history === next.history
