export const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const
export type Day = (typeof days)[number]

/** A weekly window in which messages are suppressed, by the clock of a time zone. */
export type MaintenanceWindow = {
  readonly reason: string
  /** Days on which it begins. */
  readonly days: readonly Day[]
  /** Minutes after midnight. An end that is not after the beginning is on the next day. */
  readonly from: number
  readonly to: number
  /** IANA name, such as `Europe/Berlin`. */
  readonly timeZone: string
  /** Checks that it covers; all checks where the list is empty. */
  readonly covers: readonly Covered[]
}

/** Returns true if the window is open by its local clock. Where a clock change skips its beginning, it begins after the gap. */
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

/** Checks that a silence or a maintenance window covers: one check, or all of a provider, tag or environment. */
export type Covered =
  | { readonly check: string }
  | { readonly provider: string }
  | { readonly tag: string }
  | { readonly environment: string }
