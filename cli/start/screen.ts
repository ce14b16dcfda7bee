import { createLogUpdate } from 'log-update'
import type { StatusEvent, StatusView } from '../../functions/status-page/status-view.ts'
import { eventLine, statusTable } from './table.ts'

/** Output of `tokenwatch start`. */
export type Screen = { show(view: StatusView, isComplete: boolean): void; close(): void }

/** Redraws a terminal in place. A file or a CI log gets a line for each event, and the table when it is complete or has changed. */
export function openScreen(stream: NodeJS.WriteStream, address: string): Screen {
  return stream.isTTY ? liveScreen(stream, address) : lineScreen(stream, address)
}

function liveScreen(stream: NodeJS.WriteStream, address: string): Screen {
  const update = createLogUpdate(stream)
  return {
    show(view) {
      update(
        [
          `Tokenwatch  ${view.deployment}  ${address}  (Ctrl-C stops it)`,
          '',
          statusTable(view),
          '',
          ...view.events.map(eventLine),
        ].join('\n'),
      )
    },
    close: () => update.done(),
  }
}

function lineScreen(stream: NodeJS.WriteStream, address: string): Screen {
  const written = new WeakSet<StatusEvent>()
  let shown = ''
  stream.write(`Tokenwatch at ${address}\n`)
  return {
    show(view, isComplete) {
      for (const event of view.events.filter((one) => !written.has(one))) {
        written.add(event)
        stream.write(`${eventLine(event)}\n`)
      }
      const standings = JSON.stringify(view.rows.map((row) => [row.standing, row.reason]))
      if (!isComplete || standings === shown) return
      shown = standings
      stream.write(`\n${statusTable(view)}\n\n`)
    },
    close() {},
  }
}
