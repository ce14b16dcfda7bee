import { instantOf } from '../../functions/core/alerting/messages/instant.ts'
import type { GateJudgement } from '../../functions/core/gate/judgement.ts'
import type { CheckKey } from '../../functions/core/model/check.ts'
import { formatDuration } from '../../functions/core/model/duration.ts'
import type { EndedIncident } from '../../functions/core/state/history.ts'
import { dayMs, monthsBetween } from '../../functions/core/state/history-month.ts'
import { readable } from '../../functions/core/tick/load-state.ts'
import { endedData } from '../../functions/status-page/feed.ts'
import { judgedUntil, keptHistory } from '../../functions/status-page/history-view.ts'
import type { DeploymentClient } from '../aws/deployment-client.ts'
import { secondsOf } from '../framework/durations.ts'
import { CommandFailure } from '../framework/failure.ts'
import type { Terminal } from '../framework/terminal.ts'

/** Incidents of the last days that are over, newest first, and how many more no room was left for. */
export type EndedIncidents = {
  /** Epoch milliseconds. */
  readonly since: number
  readonly incidents: readonly (EndedIncident & { readonly check: CheckKey })[]
  readonly leftOut: number
}

const usualDays = 30

/** History is kept for so long. */
const mostDays = 400

/** Parses `--since` into milliseconds. */
export function sinceMsOf(since: string | undefined): number {
  const seconds = secondsOf('--since', since) ?? (usualDays * dayMs) / 1_000
  if (seconds * 1_000 > mostDays * dayMs)
    throw new CommandFailure('usage', `--since: expected at most ${mostDays}d, since history is kept for that long`)
  return seconds * 1_000
}

/** The checks to read, with their last judgements; a check that was removed has none. */
export type HistoryQuestion = {
  readonly checks: ReadonlyMap<CheckKey, GateJudgement | null>
  readonly fromMs: number
  readonly nowMs: number
}

/** Reads the incidents of some checks that have ended. */
export async function readEnded(
  { checks, fromMs, nowMs }: HistoryQuestion,
  { states, history }: Pick<DeploymentClient, 'states' | 'history'>,
): Promise<EndedIncidents> {
  const keys = [...checks.keys()]
  const [stored, months] = [
    await states.read(keys),
    await history.readMonths(keys, monthsBetween(fromMs, nowMs)),
  ] as const
  const byCheck = Map.groupBy(months, ({ check }) => check)
  const kept = keys.map((check) => {
    const judgement = checks.get(check) ?? null
    const until = judgement === null ? 0 : Math.min(judgedUntil(judgement), nowMs)
    const { ended } = keptHistory(byCheck.get(check) ?? [], readable(stored.get(check)) ?? { check }, until)
    return ended.filter(({ endedAt }) => endedAt >= fromMs).map((one) => ({ ...one, check }))
  })
  return {
    since: fromMs,
    incidents: kept.flat().toSorted((one, other) => other.endedAt - one.endedAt),
    leftOut: months.reduce((sum, { endedLeftOut = 0 }) => sum + endedLeftOut, 0),
  }
}

/** Writes ended incidents for people. */
export function endedText({ since, incidents, leftOut }: EndedIncidents, paint: Terminal['paint']): string {
  if (incidents.length === 0) return `no incident has ended since ${instantOf(since)}\n`
  const lines = incidents.flatMap(({ check, openedAt, endedAt, severity, reason, detail, ...one }) => {
    const facts = [
      ['open', `${instantOf(openedAt)}, for ${formatDuration((endedAt - openedAt) / 1_000)}`],
      ['severity', one.shadow === true ? `${severity}, in the shadow` : severity],
      ['notified', one.notified ?? 'nobody'],
      ['acked by', one.acknowledged === null ? 'nobody' : `${one.acknowledged.by}, ${instantOf(one.acknowledged.at)}`],
      ['ended', `${instantOf(endedAt)}, ${one.endedBy === null ? 'the check was removed' : `then ${one.endedBy}`}`],
    ] as const
    return [
      `${paint('gray', '-')} ${check}  ${reason}${detail === '' ? '' : `: ${detail}`}`,
      ...facts.map(([name, value]) => `    ${name.padEnd(10)} ${value}`),
    ]
  })
  const more = leftOut === 0 ? [] : [`${leftOut} earlier incidents are not kept: there was no room for them`]
  return `ended since ${instantOf(since)}\n${[...lines, ...more].join('\n')}\n`
}

/** Returns ended incidents for programs. */
export const endedIncidentsData = ({ since, incidents, leftOut }: EndedIncidents) => ({
  since: new Date(since).toISOString(),
  leftOut,
  incidents: incidents.map(({ check, ...incident }) => ({ check, ...endedData(incident) })),
})
