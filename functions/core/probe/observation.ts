import type { AnswerPaths, AnswerPlace } from '../model/answer-place.ts'
import type { Check } from '../model/check.ts'
import type { Credential } from '../model/credential.ts'
import { type ExpiryEvidence, type ExpirySource, parseInstant } from '../model/expiry.ts'
import { evaluate } from '../model/expression.ts'
import type { Profile } from '../model/profile.ts'
import type { Answered, Compared } from '../model/reading.ts'
import { compareScopes, parseScopes, withImplied } from '../model/scopes.ts'

/** What domain data (an API's JSON, a token's claims) says about the credential. */
export type Observation = Pick<Answered, 'identity' | 'environment' | 'scopes' | 'expiries' | 'failedAssertions'>

export type Observer = {
  readonly check: Check
  readonly paths: AnswerPaths
  readonly expirySource: ExpirySource
  /** Where the provider says when a spent quota is full again. */
  readonly resets: Profile['resets']
  /** Scopes that one granted scope brings along. */
  readonly implied: Profile['impliedScopes']
  /** Everything that was sent, so that none of it is shown when it comes back. */
  readonly credentials: readonly Credential[]
  readonly nowSeconds: number
}

export const nothingObserved: Observation = {
  identity: null,
  environment: null,
  scopes: null,
  expiries: [],
  failedAssertions: [],
}

/** Characters of a name from outside that are shown at most. */
const shownCharacters = 80

/** Domain data as it is looked at: JSON, and the headers that came with it, where it came with any. */
export type Data = { readonly json: unknown; header(name: string): string | null }

/** Claims of a token, or any other data that came without headers. */
export const headerless = (json: unknown): Data => ({ json, header: () => null })

/** Compares the data with what the check expects. Values are compared first and cleaned for people afterwards. */
export function observe(data: Data, observer: Observer): Observation {
  const { check, paths, credentials } = observer
  const { expect } = check
  const granted = paths.scopes === null ? undefined : parseScopes(valueAt(paths.scopes, data))
  return {
    identity: compare(data, paths.identity, expect.identity, credentials),
    environment: compare(data, paths.environment, expect.environment, credentials),
    scopes: granted === undefined ? null : compareScopes(withImplied(granted, observer.implied), expect.scopes),
    expiries: paths.expires === null ? [] : expiryAt(data, paths.expires, observer),
    failedAssertions: expect.assert.filter((expression) => evaluate(expression, data.json) !== true),
  }
}

/** Null where the answer has nothing at that place. */
function valueAt(place: AnswerPlace, { json, header }: Data): unknown {
  return typeof place === 'string' ? evaluate(place, json) : header(place.header)
}

function compare(
  data: Data,
  path: AnswerPlace | null,
  expected: string | null,
  credentials: readonly Credential[],
): Compared | null {
  if (path === null) return null
  const seen = nameOf(valueAt(path, data))
  if (seen !== null && seen === expected) return { expected, seen, matches: true }
  return {
    expected,
    seen: seen === null ? null : forPeople(seen, credentials),
    matches: expected === null || seen === expected,
  }
}

/** A number beyond 2^53 is not the one that stood in the answer any more, so it names nothing. */
function nameOf(value: unknown): string | null {
  if (typeof value === 'string') return value
  return Number.isSafeInteger(value) ? String(value) : null
}

/** Text from outside, fit for a log line or a page: one line, short, and nothing of a credential in it. */
function forPeople(text: string, credentials: readonly Credential[]): string {
  const line = text.slice(0, 4 * shownCharacters).replace(/\p{C}|\p{Zl}|\p{Zp}/gu, ' ')
  const shown = [...line].slice(0, shownCharacters).join('')
  return credentials.some((credential) => credential.isIn(shown)) ? '[secret]' : shown
}

/** Silent where the answer does not name the field at all: absence is not a promise. */
function expiryAt(
  data: Data,
  { at, format }: NonNullable<AnswerPaths['expires']>,
  { expirySource, nowSeconds }: Observer,
): ExpiryEvidence[] {
  const value = valueAt(at, data)
  const instant = value === null ? undefined : parseInstant(value, format, nowSeconds)
  const source = typeof at === 'string' ? expirySource : 'header'
  return instant === undefined ? [] : [{ source, at: instant }]
}
