export const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const
export type Day = (typeof days)[number]

/** A time of the week at which somebody works on what the checks ask, by the clock of a time zone. */
export type MaintenanceWindow = {
  readonly reason: string
  /** The days on which it begins. */
  readonly days: readonly Day[]
  /** Minutes after midnight. An end that is not later than the beginning is on the next day. */
  readonly from: number
  readonly to: number
  /** IANA name, such as `Europe/Berlin`. */
  readonly timeZone: string
  /** What it is quiet about; everything where the list is empty. */
  readonly covers: readonly Covered[]
}

/** Whether the clock on the wall says that the window is open. Where a clock change skips its beginning, it begins after the gap. */
export function isOpen({ days: on, from, to, timeZone }: MaintenanceWindow, nowMs: number): boolean {
  const { day, minute } = wallClock(nowMs, timeZone)
  if (from < to) return on.includes(day) && minute >= from && minute < to
  return (on.includes(day) && minute >= from) || (on.includes(before(day)) && minute < to)
}

function before(day: Day): Day {
  return days[(days.indexOf(day) + days.length - 1) % days.length] ?? day
}

function wallClock(nowMs: number, timeZone: string): { readonly day: Day; readonly minute: number } {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  })
  const parts = new Map(format.formatToParts(nowMs).map(({ type, value }) => [type, value]))
  const day = days.find((name) => name === parts.get('weekday')?.toLowerCase()) ?? 'mon'
  return { day, minute: Number(parts.get('hour')) * 60 + Number(parts.get('minute')) }
}

/*
 * What holds for more than one check at a time. All of it lies together in the table and is read with one query: there is next to
 * nothing of it on a quiet day. Instants are epoch milliseconds.
 */

/** What a silence is about: one check, or all that share something. */
export type Covered =
  | { readonly check: string }
  | { readonly provider: string }
  | { readonly tag: string }
  | { readonly environment: string }
