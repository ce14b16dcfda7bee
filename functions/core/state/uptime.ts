import { type DayTally, dayMs, type HistoryMonth, monthOf } from './history-month.ts'

/**
 * Milliseconds of a window by what was known of a check. They add up to the window exactly. `uptime` is the share of valid time in the
 * valid and invalid time: what nobody could tell is no part of it.
 */
export type Uptime = {
  readonly days: number
  /** Start of the window in epoch milliseconds: midnight in UTC. */
  readonly from: number
  readonly validMs: number
  readonly invalidMs: number
  readonly misconfiguredMs: number
  readonly unknownMs: number
  /** Time without verdicts: before the check was added, or while the monitor was down. */
  readonly notJudgedMs: number
  /** From 0 to 1; `null` if the check was neither valid nor invalid in the window. */
  readonly uptime: number | null
  /** Share of the window in which the check was valid or invalid, from 0 to 1. */
  readonly known: number
}

/** Windows that are shown, in days. */
export const uptimeDays = [7, 30, 90] as const

/** Returns the first instant of a window: it holds today, as far as it has gone, and the days before it. */
export const windowStart = (days: number, nowMs: number): number => (Math.floor(nowMs / dayMs) - days + 1) * dayMs

/** Adds up the days of a window. */
export function uptimeOf(months: readonly HistoryMonth[], days: number, nowMs: number): Uptime {
  const from = windowStart(days, nowMs)
  const byMonth = new Map(months.map((one) => [one.month, one.days]))
  const sum = [0, 0, 0, 0]
  for (let day = from; day < nowMs; day += dayMs) {
    const tally = byMonth.get(monthOf(day))?.[String(new Date(day).getUTCDate())]
    const room = Math.min(dayMs, nowMs - day)
    for (const [place, ms] of withinRoom(tally, room).entries()) sum[place] = (sum[place] ?? 0) + ms
  }
  const [validMs = 0, invalidMs = 0, misconfiguredMs = 0, unknownMs = 0] = sum
  const knownMs = validMs + invalidMs
  return {
    days,
    from,
    validMs,
    invalidMs,
    misconfiguredMs,
    unknownMs,
    notJudgedMs: nowMs - from - knownMs - misconfiguredMs - unknownMs,
    uptime: knownMs === 0 ? null : validMs / knownMs,
    known: knownMs / (nowMs - from || 1),
  }
}

/** Returns the tally of a day that has not ended yet: a clock that runs ahead has counted more than its time. What is good goes first. */
function withinRoom(tally: DayTally | undefined, roomMs: number): readonly number[] {
  if (tally === undefined) return []
  let beyond = Math.max(0, tally.reduce((total, ms) => total + ms, 0) - roomMs)
  return tally.map((ms) => {
    const less = Math.min(ms, beyond)
    beyond -= less
    return ms - less
  })
}
