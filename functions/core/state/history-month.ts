import type { CheckKey } from '../model/check.ts'
import { type Reason, standingOf } from '../model/reason.ts'
import type { EndedIncident, HistoryChange, RecentHistory } from './history.ts'
import { lastThatFit } from './room.ts'

/** Version of the shape of a month. An item of a newer version was written by a later Tokenwatch and is never overwritten. */
export const historySchema = 1

/** Milliseconds of a day that a check was valid, invalid, misconfigured and unknown. The rest of the day nobody judged it. */
export type DayTally = readonly [valid: number, invalid: number, misconfigured: number, unknown: number]

/** The history of a check in one calendar month, in UTC. Instants are epoch milliseconds. */
export type HistoryMonth = {
  readonly schema: number
  readonly check: CheckKey
  /** `2026-12` */
  readonly month: string
  /** Goes up by one with each write. A write succeeds only on the revision before it. */
  readonly revision: number
  /** Everything before this instant is counted. Nothing before it is ever counted again. */
  readonly until: number
  /** By day of the month, from 1. */
  readonly days: Readonly<Record<string, DayTally>>
  /** The latest changes, oldest first. */
  readonly changes: readonly HistoryChange[]
  /** Number of earlier changes that there was no room for. */
  readonly leftOut: number
  /** The latest incidents that ended in this month, oldest first. */
  readonly ended: readonly EndedIncident[]
  /** Number of earlier incidents that there was no room for. */
  readonly endedLeftOut: number
}

/** Stores the months of a check's history. Of several writes that start from the same revision, one succeeds. */
export type HistoryStore = {
  readMonths(checks: readonly CheckKey[], months: readonly string[]): Promise<readonly HistoryMonth[]>
  /** Resolves with false when another write came first. */
  writeMonth(month: HistoryMonth): Promise<boolean>
}

export const dayMs = 86_400_000

/** A month is deleted some time after its end and this: longer than a yearly audit needs. */
export const historyRetentionMs = 400 * dayMs

/** Place of each standing in a tally. */
const places = { valid: 0, invalid: 1, misconfigured: 2, unknown: 3 } as const

const emptyTally: DayTally = [0, 0, 0, 0]

/** Names the month of an instant, in UTC: `2026-12`. */
export const monthOf = (at: number): string => new Date(at).toISOString().slice(0, 7)

/** Returns the first instant of a month, and of the month after it. */
export function boundsOf(month: string): { readonly start: number; readonly end: number } {
  const [year = 0, number = 1] = month.split('-').map(Number)
  return { start: Date.UTC(year, number - 1), end: Date.UTC(year, number) }
}

/** Lists the months from one instant to another, oldest first. */
export function monthsBetween(fromMs: number, toMs: number): readonly string[] {
  const months: string[] = []
  for (let at = fromMs; at <= toMs; at = boundsOf(monthOf(at)).end) months.push(monthOf(at))
  return months
}

export const newMonth = (check: CheckKey, month: string): HistoryMonth => ({
  schema: historySchema,
  check,
  month,
  revision: 0,
  until: boundsOf(month).start,
  days: {},
  changes: [],
  leftOut: 0,
  ended: [],
  endedLeftOut: 0,
})

/**
 * Returns a month with what a history knows of it, up to an instant. What the month has counted already is not counted again, so that the
 * same history may be added as often as one likes.
 */
export function withHistory(month: HistoryMonth, history: RecentHistory, throughMs: number): HistoryMonth {
  const until = Math.min(throughMs, boundsOf(month.month).end)
  if (until <= month.until) return month
  const isNew = (at: number) => at >= month.until && at < until
  const changes = [...month.changes, ...history.changes.filter(({ at }) => isNew(at))]
  const ended = [...month.ended, ...history.ended.filter(({ endedAt }) => isNew(endedAt))]
  const [kept, keptEnded] = [lastThatFit(changes), lastThatFit(ended)]
  return {
    ...month,
    revision: month.revision + 1,
    until,
    days: daysWith(month.days, history, { from: month.until, until }),
    changes: kept,
    leftOut: month.leftOut + changes.length - kept.length + leftOutBefore(month, history),
    ended: keptEnded,
    endedLeftOut: month.endedLeftOut + ended.length - keptEnded.length,
  }
}

/** Returns the number of changes that the history itself had no room for. The month of its start counts them, once. */
function leftOutBefore({ month, until }: HistoryMonth, { from, leftOut = 0 }: RecentHistory): number {
  return monthOf(from) === month && until <= from ? leftOut : 0
}

type Span = { readonly from: number; readonly until: number }

/** Adds the runs of a history to the days that they lie in. */
function daysWith(days: HistoryMonth['days'], history: RecentHistory, within: Span): HistoryMonth['days'] {
  const counted = new Map(Object.entries(days))
  for (const { reason, from, until } of runsOf(history, within)) {
    for (let at = from; at < until; ) {
      const next = Math.min(until, (Math.floor(at / dayMs) + 1) * dayMs)
      const day = String(new Date(at).getUTCDate())
      counted.set(day, plus(counted.get(day) ?? emptyTally, places[standingOf(reason)], next - at))
      at = next
    }
  }
  return Object.fromEntries(counted)
}

/** Lists the judged runs within a span, in order. They never overlap, whatever the order of the changes. */
function runsOf(history: RecentHistory, within: Span): readonly (Span & { readonly reason: Reason })[] {
  const runs: (Span & { readonly reason: Reason })[] = []
  let start = Math.max(history.from, within.from)
  let reason = history.reason
  for (const { from, to } of [...history.changes, { from: within.until, to: null }]) {
    const until = Math.min(Math.max(from, start), within.until)
    if (reason !== null && until > start) runs.push({ from: start, until, reason })
    start = Math.max(start, until)
    reason = to
  }
  return runs
}

function plus([valid, invalid, misconfigured, unknown]: DayTally, place: number, ms: number): DayTally {
  const added = (at: number) => (at === place ? ms : 0)
  return [valid + added(0), invalid + added(1), misconfigured + added(2), unknown + added(3)]
}

/** Returns a history without what its months hold, which is everything before an instant. A verdict has shown what held then. */
export function heldBy(history: RecentHistory, throughMs: number): RecentHistory {
  const { leftOut: _, ...rest } = history
  const before = history.changes.filter(({ from }) => from <= throughMs)
  return {
    ...rest,
    from: throughMs,
    reason: (before.at(-1) ?? { to: history.reason }).to,
    changes: history.changes
      .filter(({ at }) => at >= throughMs)
      .map((change) => ({ ...change, from: Math.max(change.from, throughMs) })),
    ended: history.ended.filter(({ endedAt }) => endedAt >= throughMs),
    seen: Math.max(history.seen, throughMs),
  }
}

/** Returns the months of a check with what its state knows beside them, oldest first. Months of a later Tokenwatch are left out. */
export function wholeHistory(
  stored: readonly HistoryMonth[],
  { check, history }: { readonly check: CheckKey; readonly history?: RecentHistory },
  throughMs: number,
): readonly HistoryMonth[] {
  const readable = new Map(stored.filter(({ schema }) => schema <= historySchema).map((one) => [one.month, one]))
  if (history === undefined) return [...readable.values()].toSorted(byMonth)
  const later = new Set(stored.filter(({ schema }) => schema > historySchema).map(({ month }) => month))
  const through = Math.max(throughMs, history.seen)
  for (const name of monthsBetween(Math.max(history.from, through - historyRetentionMs), through))
    if (!later.has(name)) readable.set(name, withHistory(readable.get(name) ?? newMonth(check, name), history, through))
  return [...readable.values()].toSorted(byMonth)
}

const byMonth = (one: HistoryMonth, other: HistoryMonth): number => (one.month < other.month ? -1 : 1)
