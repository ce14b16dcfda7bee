import { isEnding, type PendingMessage } from './incident.ts'
import { lastThatFit } from './room.ts'

/** Messages of one check that wait at most. A check that flaps adds about ten a day while SNS accepts none. */
const mostPending = 24

/** Pending messages that a state has room for, and the number of the others. */
export type PendingRoom = { readonly pending: readonly PendingMessage[]; readonly leftOut: number }

/**
 * Leaves out messages when too many wait. The first one stays, since it says when the trouble began. The last page stays, so that an open
 * incident is never without one, and so does the last end of a page. Of the others, the newest stay: they say how things are.
 */
export function withinRoom(pending: readonly PendingMessage[]): PendingRoom {
  if (pending.length <= 1) return { pending, leftOut: 0 }
  const fitting = lastThatFit(pending.slice(-mostPending))
  if (fitting.length === pending.length) return { pending, leftOut: 0 }
  const lastPage = (ends: boolean) => pending.findLast((one) => one.to === 'page' && isEnding(one) === ends)
  const dear = new Set([pending[0], lastPage(false), lastPage(true)])
  const newest = lastThatFit(pending.slice(dear.size - mostPending))
  const kept = pending.filter((one) => dear.has(one) || newest.includes(one))
  return { pending: kept, leftOut: pending.length - kept.length }
}
