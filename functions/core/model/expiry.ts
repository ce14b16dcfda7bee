import { formatDuration } from './duration.ts'
import { type InstantReading, readInstant } from './instant.ts'

/*
 * The expiry of a credential and its sources. Instants are epoch seconds. `never` is a statement of a source; `null` means that no
 * source said anything.
 */

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

/**
 * Reads the end of a credential from a field that is kept beside it, in epoch seconds. A date without a zone ends at the earliest instant
 * that it can mean. `undefined` where the field is absent, says that there is no end, or cannot be read.
 */
export function keptEnd(value: unknown, reading: InstantReading, nowSeconds: number): number | undefined {
  if (value === undefined || isNever(value, reading)) return undefined
  return readInstant(value, reading, nowSeconds)?.at
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
