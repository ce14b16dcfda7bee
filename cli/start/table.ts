import { styleText } from 'node:util'
import Table from 'cli-table3'
import type { Standing } from '../../functions/core/model/reason.ts'
import type { StatusEvent, StatusRow, StatusView } from '../../functions/status-page/status-view.ts'
import { clockWords, expiryWords, latencyWords, reasonWords, scopeWords } from '../../functions/status-page/words.ts'

const colours: Readonly<Record<Standing, 'green' | 'red' | 'yellow' | 'gray'>> = {
  valid: 'green',
  invalid: 'red',
  misconfigured: 'yellow',
  unknown: 'gray',
}

/** Borders of a table without lines. */
const bare = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '  ',
}

/** Writes the checks as a table. `styleText` leaves out colours if the stream or NO_COLOR says so. */
export function statusTable({ rows, at }: StatusView): string {
  const head = ['check', 'standing', 'reason', 'latency', 'scopes', 'expires'].map((name) => styleText('bold', name))
  const table = new Table({ head, chars: bare, style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 } })
  for (const row of rows)
    table.push([
      row.check,
      standingWord(row),
      reasonWords(row),
      latencyWords(row),
      scopeWords(row),
      expiryWords(row, at),
    ])
  return table.toString()
}

function standingWord({ standing }: StatusRow): string {
  return standing === null ? 'waiting' : styleText(colours[standing], standing)
}

/** Writes one event on one line. */
export function eventLine({ at, kind, text }: StatusEvent): string {
  const word = kind.padEnd(10)
  return `${clockWords(at)}  ${kind === 'page' ? styleText('red', word) : word}  ${text}`
}
