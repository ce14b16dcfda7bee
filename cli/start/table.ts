import { styleText } from 'node:util'
import { formatDuration } from '../../functions/core/model/duration.ts'
import type { CheckView, ShownStanding } from '../../functions/status-page/check-view.ts'
import type { StatusEvent } from '../../functions/status-page/facts.ts'
import { type StatusView, sinceOf } from '../../functions/status-page/view.ts'
import { agoWords, clockWords, latencyWords } from '../../functions/status-page/words.ts'

type Paint = Parameters<typeof styleText>[0]

const colours: Readonly<Record<ShownStanding, Paint>> = {
  valid: 'green',
  invalid: 'red',
  misconfigured: 'yellow',
  unknown: 'gray',
  stale: 'gray',
  waiting: 'gray',
}

/** Width of a terminal that does not say its own. */
export const usualWidth = 80

/** Widths of standing, latency and expiry with their gaps. The rest is for the check and its reason. */
const narrow = { standing: 15, latency: 10, expires: 10 }

/** Writes the checks as a table that fits the width. `styleText` leaves out colours if the stream or NO_COLOR says so. */
export function statusTable(checks: readonly CheckView[], nowMs: number, width = usualWidth): string {
  const rest = width - narrow.standing - narrow.latency - narrow.expires
  const reason = Math.min(28, Math.floor(rest * 0.42))
  const name = rest - reason
  const row = (
    [check = '', standing = '', because = '', latency = '', expires = '']: readonly string[],
    paint: Paint,
  ) =>
    [
      fitted(check, name),
      styleText(paint, fitted(standing, narrow.standing)),
      fitted(because, reason),
      fitted(latency, narrow.latency),
      expires,
    ]
      .join('')
      .trimEnd()
  const head = styleText('bold', row(['check', 'standing', 'reason', 'latency', 'expires'], 'bold'))
  return [head, ...checks.map((check) => row(cellsOf(check, nowMs), colours[check.shown]))].join('\n')
}

function cellsOf({ key, shown, reason, readings, expiry }: CheckView, nowMs: number): readonly string[] {
  const latency = latencyWords(readings.at(-1)?.timings?.totalMs ?? null)
  return [key, shown, shown === 'waiting' ? '' : reason, latency, endWords(expiry, nowMs)]
}

function endWords(expiry: CheckView['expiry'], nowMs: number): string {
  if (expiry === null) return ''
  if (expiry.at === 'never') return 'never'
  const seconds = expiry.at - nowMs / 1_000
  if (seconds <= 0) return 'passed'
  // From ten days on, hours say nothing more.
  return `in ${seconds < 864_000 ? formatDuration(seconds) : `${Math.floor(seconds / 86_400)}d`}`
}

/** Fills or cuts a text to a width, with a gap behind it. */
function fitted(text: string, width: number): string {
  return (text.length <= width - 1 ? text : `${text.slice(0, width - 2)}…`).padEnd(width)
}

/** Alarms that are listed before the rest is counted. */
const mostAlarms = 8

/** Writes the open incidents, pages first, so that none scrolls away. */
export function alarmLines({ attention, nowMs }: StatusView, width = usualWidth): readonly string[] {
  const open = attention.flatMap((check) => (check.incident === null ? [] : [{ check, ...check.incident.incident }]))
  if (open.length === 0) return ['No alarm is open.']
  const lines = open.slice(0, mostAlarms).map(({ check, severity, reason, acknowledged }) => {
    const known = acknowledged === null ? 'not acknowledged' : `acknowledged by ${acknowledged.by}`
    const words = `${check.key}: ${reason}, ${agoWords(sinceOf(check), nowMs)}, ${known}`
    return `  ${styleText(severity === 'page' ? 'red' : 'yellow', severity.padEnd(6))}  ${clipped(words, width - 10)}`
  })
  const more = open.length - lines.length
  return [`Open alarms: ${open.length}`, ...lines, ...(more > 0 ? [`  and ${more} more`] : [])]
}

/** Writes one event on one line. */
export function eventLine({ at, kind, text }: StatusEvent, width = usualWidth): string {
  const word = kind.padEnd(10)
  return `${clockWords(at)}  ${kind === 'page' ? styleText('red', word) : word}  ${clipped(text, width - 22)}`
}

const clipped = (text: string, width: number): string => (text.length <= width ? text : `${text.slice(0, width - 1)}…`)
