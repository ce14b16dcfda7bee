import type { GateJudgement } from '../core/gate/judgement.ts'
import type { EndedIncident, HistoryChange } from '../core/state/history.ts'
import { type HistoryMonth, wholeHistory } from '../core/state/history-month.ts'
import type { CheckState } from '../core/state/state.ts'
import { type Uptime, uptimeDays, uptimeOf } from '../core/state/uptime.ts'

/** The history of one check on a page. */
export type HistoryView = {
  /** Over 7, 30 and 90 days. */
  readonly uptimes: readonly Uptime[]
  /** Newest first. */
  readonly changes: readonly HistoryChange[]
  /** Newest first. */
  readonly ended: readonly EndedIncident[]
  /** Number of changes and ended incidents that there was no room for. */
  readonly earlier: number
}

/** Changes, and ended incidents, on a page. */
const mostShown = 50

/** Returns the instant up to which the last kept verdict of a check counts. */
export function judgedUntil({ judgedAt, from, unfit }: Pick<GateJudgement, 'judgedAt' | 'from' | 'unfit'>): number {
  return from === 'recorded' && unfit !== 'not_kept' ? (judgedAt ?? 0) : 0
}

/** Everything that is kept of a check: changes and ended incidents, oldest first, and the months that they lie in. */
export type KeptHistory = Pick<HistoryView, 'changes' | 'ended' | 'earlier'> & {
  readonly months: readonly HistoryMonth[]
}

/** Puts the stored months and the state of a check together. */
export function keptHistory(
  stored: readonly HistoryMonth[],
  state: Pick<CheckState, 'check' | 'history'>,
  untilMs: number,
): KeptHistory {
  const months = wholeHistory(stored, state, untilMs)
  const { history } = state
  const through = Math.max(untilMs, history?.seen ?? 0)
  return {
    months,
    changes: [
      ...months.flatMap(({ changes }) => changes),
      ...(history?.changes ?? []).filter(({ at }) => at >= through),
    ],
    ended: [
      ...months.flatMap(({ ended }) => ended),
      ...(history?.ended ?? []).filter(({ endedAt }) => endedAt >= through),
    ],
    earlier: months.reduce((sum, { leftOut, endedLeftOut }) => sum + leftOut + endedLeftOut, 0),
  }
}

/** Makes the view of a check's history. */
export function historyView(
  stored: readonly HistoryMonth[],
  { state, judgement }: { readonly state: Pick<CheckState, 'check' | 'history'>; readonly judgement: GateJudgement },
  nowMs: number,
): HistoryView {
  const { months, changes, ended, earlier } = keptHistory(stored, state, Math.min(judgedUntil(judgement), nowMs))
  const [someChanges, someEnded] = [changes.slice(-mostShown), ended.slice(-mostShown)]
  return {
    uptimes: uptimeDays.map((days) => uptimeOf(months, days, nowMs)),
    changes: someChanges.toReversed(),
    ended: someEnded.toReversed(),
    earlier: earlier + changes.length - someChanges.length + ended.length - someEnded.length,
  }
}
