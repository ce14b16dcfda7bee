import type { AnswerPaths, AnswerPlace } from '../model/answer-place.ts'
import { outcomeOf } from '../model/assertion.ts'
import type { Check } from '../model/check.ts'
import type { Credential } from '../model/credential.ts'
import {
  type ExpiryField,
  type ExpirySource,
  type ExpiryStatement,
  hasPassed,
  nothingThere,
  readExpiry,
} from '../model/expiry.ts'
import { evaluate, evaluateWatched } from '../model/expression.ts'
import { secretPartsIn } from '../model/live-secrets.ts'
import type { Profile } from '../model/profile.ts'
import type { Answered, Compared, FailedAssertion } from '../model/reading.ts'
import { compareScopes, parseScopes, withImplied } from '../model/scopes.ts'

/** Statements about the credential in the JSON of an API or in the claims of a token. */
export type Observation = Pick<Answered, 'identity' | 'environment' | 'scopes' | 'expiries' | 'failedAssertions'>

/** The check and the settings that data is read with. */
export type Observer = {
  readonly check: Check
  readonly paths: AnswerPaths
  readonly expirySource: ExpirySource
  /** The header with the reset of a quota; null if the provider has none. */
  readonly resets: Profile['resets']
  /** Scopes that another granted scope includes. */
  readonly implied: Profile['impliedScopes']
  /** All credentials that were sent: if an answer repeats one, it is not shown. */
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

/** Characters of a name from outside that are shown, at most. */
const shownCharacters = 80

/** Data to observe: JSON, and the headers that came with it. */
export type Data = { readonly json: unknown; header(name: string): string | null }

/** Wraps data that came without headers, such as the claims of a token. */
export const headerless = (json: unknown): Data => ({ json, header: () => null })

/** Compares the data with the expectations of the check. Values are compared first, and cleaned to be shown afterwards. */
export function observe(data: Data, observer: Observer): Observation {
  const { check, paths, credentials } = observer
  const { expect } = check
  const granted = paths.scopes === null ? undefined : parseScopes(valueAt(paths.scopes, data))
  return {
    identity: compare(data, paths.identity, expect.identity, credentials),
    environment: compare(data, paths.environment, expect.environment, credentials),
    scopes: granted === undefined ? null : compareScopes(withImplied(granted, observer.implied), expect.scopes),
    expiries: paths.expires === null ? [] : expiriesAt(data, paths.expires, observer, fieldOfPlace(observer)),
    failedAssertions: expect.assert.flatMap((expression) => failedOf(expression, data.json)),
  }
}

/**
 * Observes a refusal. Its body is about the refusal, but headers that are there name the credential as in any other answer. Assertions are
 * about the body of a good answer.
 */
export function observeRefusal(data: Data, observer: Observer): Observation {
  const named = <Place extends AnswerPlace>(place: Place | null): Place | null =>
    place !== null && typeof place !== 'string' && (data.header(place.header) ?? '') !== '' ? place : null
  const { identity, environment, scopes, expires } = observer.paths
  const paths = {
    identity: named(identity),
    environment: named(environment),
    scopes: named(scopes),
    expires: expires === null || named(expires.at) === null ? null : expires,
  }
  return { ...observe(data, { ...observer, paths }), failedAssertions: [] }
}

/**
 * Observes the end that a refusal of the credential names, at the place where a good answer has it. Only an end that has passed explains
 * the refusal; any other date in it may be about something else.
 */
export function observeEnd(data: Data, observer: Observer): Observation {
  const { expires } = observer.paths
  const said = expires === null ? [] : expiriesAt(data, expires, observer, null)
  const passed = said.filter((one) => one.at !== 'unreadable' && hasPassed(one, observer.nowSeconds))
  return { ...nothingObserved, expiries: passed }
}

/** Returns null if the data has nothing at that place. */
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

/** Returns text or a number as text. JSON parsing changes integers beyond 2^53, so they are not taken as names. */
function nameOf(value: unknown): string | null {
  if (typeof value === 'string') return value
  return Number.isSafeInteger(value) ? String(value) : null
}

/** Returns a claim or a list of claims for people; says what it is if it is no name. */
export function claimForPeople(claim: unknown, credentials: readonly Credential[]): string {
  const names = (Array.isArray(claim) ? claim : [claim]).map((one: unknown) => nameOf(one) ?? 'no name')
  return forPeople(names.join(', '), credentials)
}

/**
 * Cleans text from outside for a log line or a page: one short line, without any part of a credential, nor of another secret that this
 * process has handled. It is searched before it is cleaned
 * and cut, since both may break an encoding that a reader could still undo.
 */
function forPeople(text: string, credentials: readonly Credential[]): string {
  const read = text.slice(0, 4 * shownCharacters)
  if (credentials.some((credential) => credential.isIn(read)) || secretPartsIn(read).length > 0) return '[secret]'
  const line = read.replace(/\p{C}|\p{Zl}|\p{Zp}/gu, ' ')
  return [...line].slice(0, shownCharacters).join('')
}

/** Returns nothing for an assertion that holds. What is absent from an answer proves nothing; what is there and differs is a finding. */
function failedOf(expression: string, json: unknown): FailedAssertion[] {
  const outcome = outcomeOf(expression, json)
  if (outcome === 'holds') return []
  const statesAbsence = outcome === 'not_absent'
  return [{ expression, because: statesAbsence ? 'differs' : outcome, statesAbsence }]
}

/** Returns the field that names the place of the expiry; `null` if the profile names it. */
const fieldOfPlace = ({ check, paths }: Observer): ExpiryField | null =>
  check.paths.expires !== null && check.paths.expires === paths.expires ? 'read.expires' : null

/**
 * Reads the expiry in the data. Absence does not mean that the token never expires: it is stated if a field of the check names the place,
 * and else nothing is. A null that stands there is a statement.
 */
export function expiriesAt(
  data: Data,
  { at, ...reading }: NonNullable<AnswerPaths['expires']>,
  { expirySource, nowSeconds }: Pick<Observer, 'expirySource' | 'nowSeconds'>,
  field: ExpiryField | null,
): readonly ExpiryStatement[] {
  const source = typeof at === 'string' ? expirySource : 'header'
  const value = valueAt(at, data)
  if (value === null && reading.nullSaysNothing === true) return []
  if (value === null && !(typeof at === 'string' && standsAsNull(at, data.json)))
    return field === null ? [] : nothingThere(source, { field, place: placeWords(at) }, reading)
  return [readExpiry(source, value, reading, nowSeconds)]
}

const placeWords = (at: AnswerPlace): string => (typeof at === 'string' ? at : `the header ${at.header}`)

/** Returns true if the field at the end of a path is there, and is null. */
function standsAsNull(path: string, json: unknown): boolean {
  const { value, missesField, nullField } = evaluateWatched(path, json)
  const field = /(?:^|\.)(?:(\w+)|"([^"]+)")$/.exec(path)
  return value === null && !missesField && nullField !== null && nullField === (field?.[1] ?? field?.[2])
}
