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
  readonly credential: Credential | null
  readonly nowSeconds: number
}

export const nothingObserved: Observation = {
  identity: null,
  environment: null,
  scopes: null,
  expiries: [],
  failedAssertions: [],
}

/** Compares the data with what the check expects. Values are compared first and cleaned for people afterwards. */
export function observe(data: unknown, { check, paths, expirySource, credential, nowSeconds }: Observer): Observation {
  const { expect } = check
  const granted = paths.scopes === null ? undefined : parseScopes(evaluate(paths.scopes, data))
  return {
    identity: compare(data, paths.identity, expect.identity, credential),
    environment: compare(data, paths.environment, expect.environment, credential),
    scopes: granted === undefined ? null : compareScopes(granted, expect.scopes),
    expiries: paths.expires === null ? [] : expiryAt(data, paths.expires, expirySource, nowSeconds),
    failedAssertions: expect.assert.filter((expression) => evaluate(expression, data) !== true),
  }
}

function compare(
  data: unknown,
  path: string | null,
  expected: string | null,
  credential: Credential | null,
): Compared | null {
  if (path === null) return null
  const value = evaluate(path, data)
  const seen = typeof value === 'string' || typeof value === 'number' ? String(value) : null
  return {
    expected,
    seen: seen === null ? null : forPeople(seen, credential),
    matches: expected === null || seen === expected,
  }
}

/** Text from outside, fit for a log line or a page: one line, short, and nothing of the credential in it. */
function forPeople(text: string, credential: Credential | null): string {
  const line = text.replace(/\p{C}|\p{Zl}|\p{Zp}/gu, ' ')
  const short = [...line].slice(0, 80).join('')
  return credential?.isIn(text) === true ? '[secret]' : short
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
