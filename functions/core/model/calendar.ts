import { parseHttpDate } from './http-date.ts'

/** A date that was read: its earliest instant in epoch seconds, and `latest` where the text leaves the time zone open. */
export type CalendarInstant = { readonly at: number; readonly latest?: number }

const time = String.raw`(?<time>\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?)`
const zone = String.raw`(?<zone>Z|UTC|UT|GMT|[+-](?:0\d|1[0-4])(?::?[0-5]\d)?)`
const weekday = '(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,? +)?'
const month = '(?<month>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*'
const day = String.raw`(?<day>\d{1,2})`
const year = String.raw`(?<year>\d{4})`

/** The forms of a date in which year, month and day cannot be mistaken for each other. */
const forms: readonly RegExp[] = [
  String.raw`(?<year>\d{4})(?<separator>[-/])(?<month>\d{2})\k<separator>(?<day>\d{2})(?:[T ]${time})?(?: ?${zone})?`,
  String.raw`(?<year>\d{4})(?<month>\d{2})(?<day>\d{2})T(?<compact>\d{6})${zone}?`,
  `${weekday}${day}[ -]${month}[ -]${year}(?: +${time})?(?: +${zone})?`,
  `${weekday}${month} +${day} +${time} +(?:${zone} +)?${year}`,
  `${weekday}${month} +${day} +${time} +${year} +${zone}`,
].map((form) => new RegExp(`^${form}$`, 'i'))

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

/** The world's clocks show a time up to 14 hours before UTC does, and up to 12 hours after it. */
const openZone = { earlierSeconds: 14 * 3_600, laterSeconds: 12 * 3_600 }

const daySeconds = 86_400

/**
 * Reads a date with its time of day, a date alone, or an HTTP date. Without a zone in the text, it holds in `zoneOf` the text; if that is
 * `null`, the result names the earliest and the latest instant. A date alone means its first second; in an open zone also its last one.
 */
export function readCalendar(
  text: string,
  zoneOf: (text: { readonly isDay: boolean }) => string | null,
): CalendarInstant | undefined {
  const groups = partsOf(text)
  if (groups === undefined) return fromHttp(text)
  const isDay = groups['time'] === undefined && groups['compact'] === undefined
  const local = localSeconds(groups)
  if (local === undefined) return undefined
  const written = groups['zone']
  if (written !== undefined) return { at: local - offsetOf(written) }
  const known = zoneOf({ isDay })
  if (known !== null) return { at: secondsIn(known, local) }
  return {
    at: local - openZone.earlierSeconds,
    latest: local + openZone.laterSeconds + (isDay ? daySeconds : 0),
  }
}

/** Returns true for a time zone that this runtime knows: `UTC`, `+02:00`, `Europe/Berlin`. */
export function isTimeZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone })
    return true
  } catch {
    return false
  }
}

type Parts = Readonly<Record<string, string | undefined>>

function partsOf(text: string): Parts | undefined {
  for (const form of forms) {
    const groups = form.exec(text)?.groups
    if (groups !== undefined) return groups
  }
  return undefined
}

/** Reads the obsolete forms of an HTTP date too (RFC 9110 section 5.6.7). */
function fromHttp(text: string): CalendarInstant | undefined {
  const milliseconds = parseHttpDate(text)
  return milliseconds === null ? undefined : { at: Math.floor(milliseconds / 1_000) }
}

/** Epoch seconds of a date as if it were UTC. Refuses 30 February, which `Date` would read as a day in March. */
function localSeconds({ year, month = '', day = '', time, compact }: Parts): number | undefined {
  const number = /^\d/.test(month) ? month : String(months.indexOf(month.toLowerCase()) + 1).padStart(2, '0')
  const iso = `${year}-${number}-${day.padStart(2, '0')}`
  const midnight = new Date(`${iso}T00:00:00Z`)
  if (midnight.getUTCDate() !== Number(day)) return undefined
  const clock = compact?.replace(/(..)(..)(..)/, '$1:$2:$3') ?? time?.replace(',', '.') ?? '00:00'
  const milliseconds = Date.parse(`${iso}T${clock}Z`)
  return Number.isNaN(milliseconds) ? undefined : Math.floor(milliseconds / 1_000)
}

/** Seconds that a written zone is ahead of UTC. */
function offsetOf(written: string): number {
  const [, sign, hours, minutes = '0'] = /^([+-])(\d{2}):?(\d{2})?$/.exec(written) ?? []
  if (sign === undefined) return 0
  return (sign === '-' ? -1 : 1) * (Number(hours) * 3_600 + Number(minutes) * 60)
}

/** Epoch seconds of a local time in a zone. Of an hour that the clocks show twice, or leave out, the earlier instant. */
function secondsIn(zone: string, local: number): number {
  const candidates = [local - daySeconds, local + daySeconds].map((near) => local - aheadOf(zone, near))
  const meant = candidates.filter((at) => at + aheadOf(zone, at) === local)
  return Math.min(...(meant.length === 0 ? candidates : meant))
}

/** Seconds that a zone is ahead of UTC at an instant. */
function aheadOf(zone: string, atSeconds: number): number {
  if (zone === 'UTC') return 0
  const format = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' })
  const name = format.formatToParts(atSeconds * 1_000).find(({ type }) => type === 'timeZoneName')?.value ?? ''
  return offsetOf(name.replace('GMT', ''))
}
