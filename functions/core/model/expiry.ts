import { readCalendar } from './calendar.ts'
import { formatDuration } from './duration.ts'

/*
 * The expiry of a credential and its sources. Instants are epoch seconds. `never` is a statement of a source; `null` means that no
 * source said anything.
 */

/**
 * Formats in which providers write an instant. Each profile names one. The three formats of text are read alike; they differ in the zone
 * of a date alone.
 */
export type InstantFormat =
  | /** `2027-03-01T10:00:00Z`, with `Z` or an offset with or without colon. */ 'iso'
  | /** `2027-03-01`: invalid from 00:00 UTC of that day (GitLab). */ 'date'
  | /** `2027-03-01 10:00:00 UTC` or `2027-03-01 10:00:00 -0700` (GitHub, Buildkite). */ 'text'
  | /** OpenAI, Slack, RFC 7662, JWT. */ 'epoch_seconds'
  | /** Vercel, Databricks, LaunchDarkly. */ 'epoch_milliseconds'
  | /** `expires_in`, Vault `ttl`, Algolia `validity`: counted from the moment of the answer. */ 'seconds_remaining'

/** Format of an instant, with what its provider documents beyond it. */
export type InstantReading = {
  readonly format: InstantFormat
  /** Zone of dates that name none: `UTC`, `+02:00` or `Europe/Berlin`. */
  readonly zone?: string | undefined
  /** Values that are documented to mean that the credential never expires. */
  readonly never?: readonly (string | number | null)[] | undefined
  /** True if a null states nothing: the provider leaves the end out, and does not say that there is none. */
  readonly nullSaysNothing?: boolean | undefined
  /** True if the field may be absent, which then states nothing. */
  readonly optional?: boolean | undefined
}

/** An instant in epoch seconds. `latest` is there if the value may mean any instant from `at` to `latest`. */
export type Instant = { readonly at: number; readonly latest?: number }

/** The source of an expiry. */
export type ExpirySource =
  | 'certificate'
  | 'jwt'
  | 'header'
  | 'answer'
  | 'introspection'
  | 'secret_field'
  | 'tag'
  | 'declared'
  | 'max_age'

/** The expiry that one source names. `latest` is there if its date names no zone: `at` is then the earliest instant that it can mean. */
export type ExpiryEvidence = { readonly source: ExpirySource; readonly at: number | 'never'; readonly latest?: number }

/** A field of a check that names the place of an expiry. */
export type ExpiryField = 'read.expires' | 'login.expires' | 'expiresField'

/**
 * Something that stands where one source has its expiry, and that is none. `found` says its kind, never its text. `nothingAt` is there if
 * nothing stands at a place that the check names.
 */
export type UnreadableExpiry = {
  readonly source: ExpirySource
  readonly at: 'unreadable'
  readonly found: string
  readonly nothingAt?: { readonly field: ExpiryField; readonly place: string }
}

/** Statement of one source about the expiry. */
export type ExpiryStatement = ExpiryEvidence | UnreadableExpiry

/** Two instants within this distance are the same expiry: with `seconds_remaining`, it moves by a second or two. */
export const wanderSeconds = 5

/** The expiry of all sources together: the earliest instant, else `never`, else `null` where no source named one. */
export type Expiry = ExpiryEvidence | null

/** Plausible instants: from 2000 to the last four-digit year. */
const plausible = { fromSeconds: 946_684_800, untilSeconds: 253_402_300_800 }

/** Values in another unit than documented are read up to the year 2200: a longer number may be a date in digits. */
const surelyUntilSeconds = 7_258_118_400

/** A credential that lives longer is none: such a number is an instant where remaining seconds are documented. */
const longestRemaining = plausible.fromSeconds

/** Reads what stands where a source has its expiry. */
export function readExpiry(
  source: ExpirySource,
  value: unknown,
  reading: InstantReading,
  nowSeconds: number,
): ExpiryStatement {
  if (isNever(value, reading)) return { source, at: 'never' }
  const instant = readInstant(value, reading, nowSeconds)
  return instant === undefined ? { source, at: 'unreadable', found: kindOfValue(value) } : { source, ...instant }
}

/** Returns the statement that nothing stands at a place that a check names. None, if its absence is expected. */
export function nothingThere(
  source: ExpirySource,
  nothingAt: NonNullable<UnreadableExpiry['nothingAt']>,
  { optional = false }: InstantReading,
): readonly UnreadableExpiry[] {
  return optional ? [] : [{ source, at: 'unreadable', found: 'nothing', nothingAt }]
}

/** Reads a provider's value; `undefined` for a value that is no instant, or not plausible as an expiry. */
export function readInstant(value: unknown, { format, zone }: InstantReading, nowSeconds: number): Instant | undefined {
  const read = instantOf(value, format, zone ?? null, nowSeconds)
  const at = read === undefined ? undefined : Math.floor(read.at)
  if (read === undefined || at === undefined || !isPlausible(at)) return undefined
  return { ...read, at }
}

/** Reads an instant as epoch seconds; `undefined` where the value leaves its zone open. */
export function parseInstant(value: unknown, format: InstantFormat, nowSeconds: number): number | undefined {
  const instant = readInstant(value, { format }, nowSeconds)
  return instant?.latest === undefined ? instant?.at : undefined
}

/**
 * Reads the end of a credential from a field that is kept beside it, in epoch seconds. A date without a zone ends at the earliest instant
 * that it can mean. `undefined` where the field is absent, says that there is no end, or cannot be read.
 */
export function keptEnd(value: unknown, reading: InstantReading, nowSeconds: number): number | undefined {
  if (value === undefined || isNever(value, reading)) return undefined
  return readInstant(value, reading, nowSeconds)?.at
}

function instantOf(
  value: unknown,
  format: InstantFormat,
  zone: string | null,
  nowSeconds: number,
): Instant | undefined {
  if (format === 'iso' || format === 'date' || format === 'text')
    return typeof value === 'string'
      ? readCalendar(value, ({ isDay }) => zone ?? (isDay && format === 'date' ? 'UTC' : null))
      : undefined
  const count = countOf(value)
  if (count === undefined || isDateInDigits(value)) return undefined
  if (format === 'seconds_remaining') return count < longestRemaining ? { at: nowSeconds + count } : undefined
  return { at: secondsOf(count, format) }
}

/** Reads seconds as milliseconds, or the other way round, if only that gives a plausible instant. */
function secondsOf(count: number, documented: 'epoch_seconds' | 'epoch_milliseconds'): number {
  const [seconds, other] = documented === 'epoch_seconds' ? [count, count / 1_000] : [count / 1_000, count]
  return !isPlausible(seconds) && isPlausible(other) && other < surelyUntilSeconds ? other : seconds
}

const isPlausible = (seconds: number): boolean => seconds >= plausible.fromSeconds && seconds < plausible.untilSeconds

/** Reads a positive count, also from a string of digits, because some providers quote numbers. */
function countOf(value: unknown): number | undefined {
  const count = typeof value === 'string' && /^\d{1,16}(\.\d+)?$/.test(value) ? Number(value) : value
  return typeof count === 'number' && Number.isFinite(count) && count > 0 ? count : undefined
}

/** A date in digits alone, with or without a time of day. */
const dateInDigits = /^20\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:(?:[01]\d|2[0-3])(?:[0-5]\d){1,2})?$/

/** Returns true for a date such as `"20261202"`, which is no count. A number of eight digits may count seconds. */
function isDateInDigits(value: unknown): boolean {
  const isShort = typeof value === 'number' && value < 100_000_000
  return !isShort && dateInDigits.test(String(value))
}

/** A header has its number as text. */
function isNever(value: unknown, { never = [] }: InstantReading): boolean {
  return never.some((one) => one === value || (typeof one === 'number' && value === String(one)))
}

/** Names the kind of a value from outside for people, without showing it. */
function kindOfValue(value: unknown): string {
  if (value === null) return 'null'
  if (value === '') return 'an empty text'
  if (value === true || value === false || value === 0 || value === -1) return String(value)
  if (typeof value === 'string') return `a text of ${value.length} characters`
  if (typeof value === 'number') return value < 0 ? 'a negative number' : 'a number'
  return Array.isArray(value) ? 'a list' : 'an object'
}

/** Returns the earliest instant. `never` counts only where no source names an instant. The order of the sources does not matter. */
export function mergeExpiry(evidence: readonly ExpiryEvidence[]): Expiry {
  let earliest: ExpiryEvidence | null = null
  for (const one of evidence) if (earliest === null || comesBefore(one, earliest)) earliest = one
  return earliest
}

/** Returns true if the end has certainly passed: a date without a zone has at its latest instant. */
export function hasPassed({ at, latest }: ExpiryEvidence, nowSeconds: number): boolean {
  return at !== 'never' && (latest ?? at) <= nowSeconds
}

/** Marks an expiry whose date names no zone, for people; empty for any other. */
export function zoneWords({ at, latest }: ExpiryEvidence): string {
  if (latest === undefined || at === 'never') return ''
  return `, or up to ${formatDuration(latest - at)} later: no time zone is named`
}

function comesBefore(one: ExpiryEvidence, other: ExpiryEvidence): boolean {
  const [first, second] = [one.at, other.at].map((at) => (at === 'never' ? Number.POSITIVE_INFINITY : at))
  if (first === second) return one.source < other.source
  return (first ?? 0) < (second ?? 0)
}

/** A rotation may start up to a day after Secrets Manager's date, in its window, and a little later. */
const missedMs = 26 * 60 * 60_000

/** Returns true if Secrets Manager missed its own date for the next rotation. Both instants are epoch milliseconds. */
export function isMissed(nextRotationAt: number | null, nowMs: number): boolean {
  return nextRotationAt !== null && nowMs - nextRotationAt >= missedMs
}
