import { createLogUpdate } from 'log-update'
import type { StatusEvent, StatusView } from '../../functions/status-page/status-view.ts'
import { eventLine, statusTable } from './table.ts'

/** Where `tokenwatch start` shows what it sees. */
export type Screen = { show(view: StatusView, isComplete: boolean): void; close(): void }

/** A terminal is redrawn in place; anything else (a file, a CI log) gets a line for each event and the table when it is whole or has changed. */
export function openScreen(stream: NodeJS.WriteStream, address: string): Screen {
  return stream.isTTY ? liveScreen(stream, address) : lineScreen(stream, address)
}

function liveScreen(stream: NodeJS.WriteStream, address: string): Screen {
  const update = createLogUpdate(stream)
  return {
    show(view) {
      update(
        [
          `Tokenwatch  ${view.deployment}  ${address}  (Ctrl-C ends it)`,
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
  const notified = new WeakSet<StatusEvent>()
  let shown = ''
  stream.write(`Tokenwatch at ${address}\n`)
  return {
    show(view, isComplete) {
      for (const event of view.events.filter((one) => !notified.has(one))) {
        notified.add(event)
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
