export const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const
export type Day = (typeof days)[number]

/** Hours of some days of the week, by the clock of a time zone. */
export type WeeklyHours = {
  /** Days on which they begin. */
  readonly days: readonly Day[]
  /** Minutes after midnight. An end that is not after the beginning is on the next day. */
  readonly from: number
  readonly to: number
  /** IANA name, such as `Europe/Berlin`. */
  readonly timeZone: string
}

/**
 * Returns true if the window is open. It opens once on each of its days, also where the clock changes. An hour that comes twice counts
 * the first time. A time that the clock skips is the moment after the gap; a window that is skipped as a whole keeps its length.
 */
export function isOpen(window: WeeklyHours, nowMs: number): boolean {
  const today = Math.floor(localMs(nowMs, window.timeZone) / dayMs)
  // The local date may go back at a change of the clock, so that tomorrow may have begun before.
  return [today - 1, today, today + 1].some((date) => isOpenOf(window, date, nowMs))
}

const minuteMs = 60_000
const dayMs = 86_400_000

/** `date` counts local days since 1970-01-01, which was a thursday. */
function isOpenOf({ days: on, from, to, timeZone }: WeeklyHours, date: number, nowMs: number): boolean {
  const day = days[(date + 3) % days.length]
  if (day === undefined || !on.includes(day)) return false
  const length = to > from ? to - from : to - from + dayMs / minuteMs
  const beginning = date * dayMs + from * minuteMs
  const begins = instantOf(beginning, timeZone)
  const ends = instantOf(beginning + length * minuteMs, timeZone)
  return nowMs >= begins && nowMs < (ends > begins ? ends : begins + length * minuteMs)
}

/** Returns the first instant at which the clock of a zone shows a local time, or a later one where it skips that. */
function instantOf(local: number, timeZone: string): number {
  const [before, after] = [local - dayMs, local + dayMs].map((at) => offsetMs(at, timeZone))
  if (before === undefined || after === undefined || before === after) return local - (before ?? 0)
  const shown = [local - before, local - after].filter((at) => localMs(at, timeZone) === local)
  return shown.length > 0 ? Math.min(...shown) : changeBetween(local - dayMs, local + dayMs, timeZone)
}

/** Returns the minute between two instants at which the offset of a zone changes. */
function changeBetween(from: number, to: number, timeZone: string): number {
  const before = offsetMs(from, timeZone)
  let [unchanged, changed] = [from / minuteMs, to / minuteMs]
  while (changed - unchanged > 1) {
    const middle = Math.floor((unchanged + changed) / 2)
    if (offsetMs(middle * minuteMs, timeZone) === before) unchanged = middle
    else changed = middle
  }
  return changed * minuteMs
}

const offsetMs = (at: number, timeZone: string): number => localMs(at, timeZone) - at

/** Returns what the clock of a zone shows, as milliseconds since its own 1970-01-01 00:00. */
function localMs(at: number, timeZone: string): number {
  const parts = new Map(
    clockOf(timeZone)
      .formatToParts(at)
      .map(({ type, value }) => [type, Number(value)]),
  )
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0
  const minute = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'))
  return minute + (at % minuteMs)
}

/** Clocks by zone: making one takes longer than everything that is done with it. */
const clocks = new Map<string, Intl.DateTimeFormat>()

function clockOf(timeZone: string): Intl.DateTimeFormat {
  const made = clocks.get(timeZone) ?? new Intl.DateTimeFormat('en-US', { timeZone, ...clockFields })
  clocks.set(timeZone, made)
  return made
}

const clockFields = {
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
  hour: 'numeric',
  minute: 'numeric',
  hourCycle: 'h23',
} as const
