import type { CheckKey } from '../model/check.ts'
import { type Reason, standingOf, standings } from '../model/reason.ts'
import type { Acknowledgement, AlertLevel, Incident, SuppressedBy } from './incident.ts'
import { lastThatFit } from './room.ts'

/** A change of what is known of a check. Instants are epoch milliseconds. */
export type HistoryChange = {
  /** Instant of the verdict that showed it; of a gap, that of the last verdict before it. */
  readonly at: number
  /** Instant from which it counts: where a check became worse, that of the last verdict before. */
  readonly from: number
  /** `null` while nobody judged the check. */
  readonly to: Reason | null
}

/** An incident that is over. Instants are epoch milliseconds. */
export type EndedIncident = {
  readonly openedAt: number
  readonly endedAt: number
  /** Reason of the verdict that ended it; `null` if the check was removed from the config. */
  readonly endedBy: Reason | null
  /** The highest alert level since it opened. */
  readonly severity: AlertLevel
  readonly reason: Reason
  readonly detail: string
  /** The level that people were last notified at; `null` if nobody was. */
  readonly notified: AlertLevel | null
  readonly suppressedBy: SuppressedBy | null
  readonly acknowledged: Acknowledgement | null
  /** True if its messages were only recorded. */
  readonly shadow?: true
}

/**
 * The latest part of the history of a check, which its months do not hold yet. It is part of the state, so that the write that decides
 * about a change also keeps it. Instants are epoch milliseconds.
 */
export type RecentHistory = {
  /** Its start. The months hold everything before. */
  readonly from: number
  /** The reason that held at its start; `null` if nobody judged the check. */
  readonly reason: Reason | null
  /** Oldest first. */
  readonly changes: readonly HistoryChange[]
  readonly ended: readonly EndedIncident[]
  /** Instant of the last verdict, as of the last write of the state. */
  readonly seen: number
  /** Number of changes that there was no room for; absent where there was room. */
  readonly leftOut?: number
}

/** The last verdict whose state was kept. */
export type KeptVerdict = {
  /** Epoch milliseconds. */
  readonly at: number
  /** False if a later tick did not judge the check, or could not keep its verdict. */
  readonly isLatest: boolean
}

/** The last verdict of each check whose state was kept. */
export type LastKept = ReadonlyMap<CheckKey, KeptVerdict>

/** A verdict, as the history sees it. */
export type HistoryVerdict = {
  readonly at: number
  readonly reason: Reason
  /** The last kept verdict before, as batch records know it; `null` if none does. */
  readonly before: KeptVerdict | null
  readonly everySeconds: number
  /** The incident that this verdict ended; `null` if it ended none. */
  readonly ended: EndedIncident | null
}

/** Verdicts that are further apart than this many intervals prove nothing about the time between them. The heartbeat waits as long. */
const provedIntervals = 3

/** Number of changes that a state holds until a month takes them. */
const mostChanges = 64

/** Bytes that ended incidents may take in a state. */
const endedRoomBytes = 12_000

/** Returns a history that begins with a verdict. */
export const newHistory = (at: number, reason: Reason | null): RecentHistory => ({
  from: at,
  reason,
  changes: [],
  ended: [],
  seen: at,
})

/**
 * Returns the history after a verdict, or the same object where nothing changed. The time between two verdicts counts as the worse of the
 * two. Time without verdicts counts as not judged.
 */
export function historyAfter(previous: RecentHistory | undefined, verdict: HistoryVerdict): RecentHistory {
  const { reason, ended, before } = verdict
  if (previous === undefined) return historyWithEnded(newHistory(verdict.at, reason), ended)
  const last = Math.max(previous.seen, Math.min(before?.at ?? 0, verdict.at))
  const at = Math.max(verdict.at, last)
  const isGap = before?.isLatest === false || at - last > provedIntervals * verdict.everySeconds * 1_000
  const present = lastOf(previous).to
  const added = isGap
    ? [...(present === null ? [] : [changeTo(null, last, last)]), changeTo(reason, at, at)]
    : present === reason
      ? []
      : [changeTo(reason, at, isWorse(reason, present) ? last : at)]
  if (added.length === 0 && ended === null) return previous
  return historyWithEnded(withRoom({ ...previous, changes: [...previous.changes, ...added], seen: at }), ended)
}

/** Returns the change that holds at the end of a history. */
export function lastOf({ changes, from, reason }: RecentHistory): HistoryChange {
  return changes.at(-1) ?? { at: from, from, to: reason }
}

const changeTo = (to: Reason | null, at: number, from: number): HistoryChange => ({ at, from, to })

function isWorse(reason: Reason, than: Reason | null): boolean {
  if (than === null) return false
  return standings.indexOf(standingOf(reason)) < standings.indexOf(standingOf(than))
}

/** Adds an incident that is over. Without room, the oldest is left out. */
export function historyWithEnded(history: RecentHistory, ended: EndedIncident | null): RecentHistory {
  if (ended === null) return history
  return { ...history, ended: lastThatFit([...history.ended, ended], endedRoomBytes) }
}

/** Leaves out the oldest changes if there are too many: their time counts as not judged. */
function withRoom(history: RecentHistory): RecentHistory {
  const { changes, leftOut = 0 } = history
  const beyond = changes.length - mostChanges
  const last = changes[beyond - 1]
  if (last === undefined) return history
  return { ...history, from: last.from, reason: last.to, changes: changes.slice(beyond), leftOut: leftOut + beyond }
}

/** Returns what is kept of an incident that ended. */
export function endedIncident(
  incident: Incident,
  { at, by, shadow }: { readonly at: number; readonly by: Reason | null; readonly shadow: boolean },
): EndedIncident {
  const { openedAt, severity, reason, detail, notified, suppressedBy, acknowledged } = incident
  const hidden: Pick<EndedIncident, 'shadow'> = shadow ? { shadow } : {}
  return {
    openedAt,
    endedAt: Math.max(at, openedAt),
    endedBy: by,
    severity,
    reason,
    detail,
    notified: shadow ? null : (notified?.to ?? null),
    suppressedBy,
    acknowledged,
    ...hidden,
  }
}
