/*
 * The expiry of a credential and its sources. Instants are epoch seconds. `never` is a statement of a source; `null` means that no
 * source said anything.
 */

/** Formats in which providers write an instant. Each profile names one: a format is never guessed from a value. */
export type InstantFormat =
  | /** `2027-03-01T10:00:00Z`, with `Z` or an offset with or without colon. */ 'iso'
  | /** `2027-03-01`: invalid from 00:00 UTC of that day (GitLab). */ 'date'
  | /** `2027-03-01 10:00:00 UTC` or `2027-03-01 10:00:00 -0700` (GitHub, Buildkite). */ 'text'
  | /** OpenAI, Slack, RFC 7662, JWT. */ 'epoch_seconds'
  | /** Vercel, Databricks, LaunchDarkly. */ 'epoch_milliseconds'
  | /** `expires_in`, Vault `ttl`, Algolia `validity`: counted from the moment of the answer. */ 'seconds_remaining'

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

/** The expiry that one source names. */
export type ExpiryEvidence = { readonly source: ExpirySource; readonly at: number | 'never' }

/** Two instants within this distance are the same expiry: with `seconds_remaining`, it moves by a second or two. */
export const wanderSeconds = 5

/** The expiry of all sources together: the earliest instant, else `never`, else `null` where no source named one. */
export type Expiry = ExpiryEvidence | null

/** Plausible instants: from 2000 to the last four-digit year. */
const plausible = { fromSeconds: 946_684_800, untilSeconds: 253_402_300_800 }

const isoPattern = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}:\d{2})(\.\d{1,9})?(Z|[+-]\d{2}:?\d{2})$/i
const datePattern = /^\d{4}-\d{2}-\d{2}$/
const textPattern = /^(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2}) (UTC|[+-]\d{2}:?\d{2})$/

/**
 * Reads a provider's value as epoch seconds. Returns `never` for null, empty and -1, and for 0 in a format that counts; `undefined` for
 * a value of another format, or one that is not plausible as an expiry.
 */
export function parseInstant(value: unknown, format: InstantFormat, nowSeconds: number): number | 'never' | undefined {
  if (value === null || value === '' || value === -1 || value === '-1') return 'never'
  const seconds = secondsOf(value, format, nowSeconds)
  if (seconds === 'never' || seconds === undefined) return seconds
  const whole = Math.floor(seconds)
  return whole >= plausible.fromSeconds && whole < plausible.untilSeconds ? whole : undefined
}

function secondsOf(value: unknown, format: InstantFormat, nowSeconds: number): number | 'never' | undefined {
  switch (format) {
    case 'iso':
      return calendarSeconds(matchOf(isoPattern, value))
    case 'text':
      return calendarSeconds(matchOf(textPattern, value))
    case 'date':
      return matchOf(datePattern, value) === null ? undefined : utcSeconds(`${value}T00:00:00Z`)
    case 'epoch_seconds':
      return countOf(value)
    case 'epoch_milliseconds': {
      const count = countOf(value)
      return typeof count === 'number' ? count / 1_000 : count
    }
    case 'seconds_remaining': {
      const count = countOf(value)
      return typeof count === 'number' ? nowSeconds + count : count
    }
  }
}

/** Reads a count, also from a string of digits, because some providers quote numbers. Zero means `never`. */
function countOf(value: unknown): number | 'never' | undefined {
  const count = typeof value === 'string' && /^\d{1,16}(\.\d+)?$/.test(value) ? Number(value) : value
  if (typeof count !== 'number' || !Number.isFinite(count) || count < 0) return undefined
  return count === 0 ? 'never' : count
}

/** Matches strings only: an object from outside may have a `toString` that is no function. */
function matchOf(pattern: RegExp, value: unknown): RegExpExecArray | null {
  return typeof value === 'string' ? pattern.exec(value) : null
}

function calendarSeconds(match: RegExpExecArray | null): number | undefined {
  if (match === null) return undefined
  const [, day, time] = match
  const zone = match.at(-1) ?? ''
  const offset = zone.toUpperCase() === 'Z' || zone === 'UTC' ? 'Z' : `${zone.slice(0, 3)}:${zone.slice(-2)}`
  return utcSeconds(`${day}T${time}${offset}`)
}

/** Reads a UTC date. Refuses 30 February, which `Date` would read as a day in March. */
function utcSeconds(iso: string): number | undefined {
  const milliseconds = Date.parse(iso)
  const midnight = new Date(`${iso.slice(0, 10)}T00:00:00Z`)
  const exists = midnight.getUTCDate() === Number(iso.slice(8, 10))
  return exists && !Number.isNaN(milliseconds) ? milliseconds / 1_000 : undefined
}

/** Returns the earliest instant. `never` counts only where no source names an instant. The order of the sources does not matter. */
export function mergeExpiry(evidence: readonly ExpiryEvidence[]): Expiry {
  let earliest: ExpiryEvidence | null = null
  for (const one of evidence) if (earliest === null || comesBefore(one, earliest)) earliest = one
  return earliest
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
