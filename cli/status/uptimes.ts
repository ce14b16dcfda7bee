import type { GateAnswer } from '../../functions/core/gate/question.ts'
import type { CheckKey } from '../../functions/core/model/check.ts'
import { monthsBetween } from '../../functions/core/state/history-month.ts'
import { type Uptime, uptimeDays, uptimeOf, windowStart } from '../../functions/core/state/uptime.ts'
import { readable } from '../../functions/core/tick/load-state.ts'
import { judgedUntil, keptHistory } from '../../functions/status-page/history-view.ts'
import { uptimeWords } from '../../functions/status-page/words.ts'
import type { Connection } from '../aws/connection.ts'
import { storesOf } from '../aws/deployment-client.ts'
import { CommandFailure } from '../framework/failure.ts'

/** Uptimes of checks over 7, 30 and 90 days; a line says why they could not be read. */
export type Uptimes = { readonly byCheck: ReadonlyMap<CheckKey, readonly Uptime[]>; readonly unread: string | null }

/** Reads the uptimes. Whoever may only ask the gate cannot: the verdicts are shown all the same. */
export async function readUptimes({ judgements, at }: GateAnswer, connection: Connection): Promise<Uptimes> {
  const { states, history } = storesOf(connection)
  const keys = judgements.map(({ check }) => check)
  try {
    const known = await states.read(keys)
    const months = await history.readMonths(keys, monthsBetween(windowStart(Math.max(...uptimeDays), at), at))
    const byCheck = Map.groupBy(months, ({ check }) => check)
    const uptimes = judgements.map((judgement) => {
      const { check } = judgement
      const until = Math.min(judgedUntil(judgement), at)
      const kept = keptHistory(byCheck.get(check) ?? [], readable(known.get(check)) ?? { check }, until)
      return [check, uptimeDays.map((days) => uptimeOf(kept.months, days, at))] as const
    })
    return { byCheck: new Map(uptimes), unread: null }
  } catch (error) {
    const because = error instanceof CommandFailure ? error.lines.join(' ') : 'the table could not be read'
    return { byCheck: new Map(), unread: `uptime: not read: ${because}` }
  }
}

/** Writes the uptimes as a table. */
export function uptimesText({ byCheck }: Uptimes): string {
  if (byCheck.size === 0) return ''
  const rows = [
    ['uptime', ...uptimeDays.map((days) => `${days} days`)],
    ...[...byCheck].map(([check, uptimes]) => [check, ...uptimes.map(uptimeWords)]),
  ]
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? []
  const line = (row: readonly string[]) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')
  return `\n${rows.map((row) => line(row).trimEnd()).join('\n')}\n`
}
