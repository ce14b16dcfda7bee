import type { AnswerPaths, Check } from './check.ts'
import type { Credential } from './credential.ts'
import { type ExpiryEvidence, type ExpirySource, parseInstant } from './expiry.ts'
import { evaluate } from './expression.ts'
import type { Answered, Compared } from './reading.ts'
import { compareScopes, parseScopes } from './scopes.ts'

/** What domain data (an API's JSON, a token's claims) says about the credential. */
export type Observation = Pick<Answered, 'identity' | 'environment' | 'scopes' | 'expiries' | 'failedAssertions'>

export type Observer = {
  readonly check: Check
  readonly paths: AnswerPaths
  readonly expirySource: ExpirySource
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

/** Compares the data with what the check expects. Values are compared first and cleaned for people afterwards. */
export function observe(data: unknown, { check, paths, expirySource, credentials, nowSeconds }: Observer): Observation {
  const { expect } = check
  const granted = paths.scopes === null ? undefined : parseScopes(evaluate(paths.scopes, data))
  return {
    identity: compare(data, paths.identity, expect.identity, credentials),
    environment: compare(data, paths.environment, expect.environment, credentials),
    scopes: granted === undefined ? null : compareScopes(granted, expect.scopes),
    expiries: paths.expires === null ? [] : expiryAt(data, paths.expires, expirySource, nowSeconds),
    failedAssertions: expect.assert.filter((expression) => evaluate(expression, data) !== true),
  }
}

function compare(
  data: unknown,
  path: string | null,
  expected: string | null,
  credentials: readonly Credential[],
): Compared | null {
  if (path === null) return null
  const seen = nameOf(evaluate(path, data))
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
  data: unknown,
  { at, format }: NonNullable<AnswerPaths['expires']>,
  source: ExpirySource,
  nowSeconds: number,
): ExpiryEvidence[] {
  const value = evaluate(at, data)
  const instant = value === null ? undefined : parseInstant(value, format, nowSeconds)
  return instant === undefined ? [] : [{ source, at: instant }]
}
