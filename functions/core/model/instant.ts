import { readCalendar } from './calendar.ts'

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

/** Plausible instants: from 2000 to the last four-digit year. */
const plausible = { fromSeconds: 946_684_800, untilSeconds: 253_402_300_800 }

/** Values in another unit than documented are read up to the year 2200: a longer number may be a date in digits. */
const surelyUntilSeconds = 7_258_118_400

/** A credential that lives longer is none: such a number is an instant where remaining seconds are documented. */
const longestRemaining = plausible.fromSeconds

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
