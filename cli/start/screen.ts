import { createLogUpdate } from 'log-update'
import type { Deployment } from '../../functions/core/model/deployment.ts'
import type { CheckView } from '../../functions/status-page/check-view.ts'
import type { StatusEvent } from '../../functions/status-page/facts.ts'
import { type StatusView, statusView } from '../../functions/status-page/view.ts'
import type { LatestFacts } from '../console/watched-facts.ts'
import { alarmLines, eventLine, statusTable, usualWidth } from './table.ts'

/** Output of `tokenwatch start`. */
export type Screen = { show(latest: LatestFacts): void; close(): void }

/** Facts of the first lines. */
export type ScreenHead = {
  readonly address: string
  /** Shell command that points an operator's commands at the lab. */
  readonly operator: string
  readonly deployment: Deployment
}

type Stream = Pick<NodeJS.WriteStream, 'write' | 'isTTY' | 'columns' | 'rows'>

/** Redraws a terminal in place. A file or a CI log gets a line for each event, and the table when it is complete or has changed. */
export function openScreen(stream: NodeJS.WriteStream, head: ScreenHead): Screen {
  const draw = stream.isTTY ? liveScreen(stream, head) : lineScreen(stream, head)
  return {
    close: draw.close,
    show({ facts, ageMs }) {
      if (facts === null) return
      const view = statusView(facts, facts.at + ageMs)
      const checks = new Map(view.checks.map((check) => [check.key, check]))
      draw.show(
        view,
        head.deployment.checks.flatMap(({ key }) => checks.get(key) ?? []),
      )
    },
  }
}

/** `checks` are in the order of the config. */
type Drawing = { show(view: StatusView, checks: readonly CheckView[]): void; close(): void }

function headLines({ address, operator, deployment }: ScreenHead): readonly string[] {
  return [
    `Tokenwatch at ${address}  (${deployment.name}; Ctrl-C stops it)`,
    `Operate it:  ${operator} && npx tokenwatch incidents`,
  ]
}

/** Checks of a live table, before those that are valid are only counted. */
const mostRows = 20

/** Latest events below a live table. */
const mostEvents = 8

function liveScreen(stream: NodeJS.WriteStream, head: ScreenHead): Drawing {
  const update = createLogUpdate(stream)
  return {
    show(view, checks) {
      const width = stream.columns ?? usualWidth
      const rows = checks.length <= mostRows ? checks : view.checks.slice(0, mostRows)
      const rest = checks.length - rows.length
      update(
        [
          ...headLines(head),
          '',
          statusTable(rows, view.nowMs, width),
          ...(rest > 0 ? [`and ${rest} more, on the page`] : []),
          '',
          ...alarmLines(view, width),
          '',
          ...view.events
            .slice(0, mostEvents)
            .toReversed()
            .map((event) => eventLine(event, width)),
        ].join('\n'),
      )
    },
    close: () => update.done(),
  }
}

function lineScreen(stream: Stream, head: ScreenHead): Drawing {
  const written = new WeakSet<StatusEvent>()
  let shown = ''
  stream.write(`${headLines(head).join('\n')}\n`)
  return {
    show(view, checks) {
      for (const event of view.events.toReversed().filter((one) => !written.has(one))) {
        written.add(event)
        stream.write(`${eventLine(event, Number.POSITIVE_INFINITY)}\n`)
      }
      const isComplete = checks.every((check) => check.shown !== 'waiting' && check.shown !== 'stale')
      const standings = JSON.stringify(checks.map((check) => [check.shown, check.reason]))
      if (!isComplete || standings === shown) return
      shown = standings
      stream.write(`\n${statusTable(checks, view.nowMs)}\n\n${alarmLines(view).join('\n')}\n\n`)
    },
    close() {},
  }
}
