import { createHash } from 'node:crypto'
import type { ParsedAnswer } from './answer.ts'

/** Characters of an answer that are read for what changes. The rest is compared as it came. */
const readCharacters = 16_384

/** Dates and times of day. */
export const dates = [
  /\b20[2-9]\d-\d\d-\d\d(?:[t ][\d:.]{4,24}(?:z|[+-]\d\d:?\d\d)?)?/gi,
  /\b(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6},? )?\d{1,2}[ -](?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}[ -]\d{4}/gi,
  /\b(?:[01]?\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?\b/g,
]

/** Times as counts of seconds or milliseconds since 1970. */
export const epochs = [/\b1[6-9]\d{8}(?:\.\d{1,9}|\d{3})?\b/g]

/**
 * Times and ids that look like no code. Whatever may be a code stays: two refusals with different codes are not the same. An id that stays
 * only keeps two answers from being equal.
 */
const changing = [
  ...dates,
  /\b[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}\b/gi,
  /\breq[-_](?=[\w-]{0,63}\d)[\w-]{1,64}/gi,
  /\b(?=[a-f]{0,15}\d)[\da-f]{16,64}\b/gi,
  ...epochs,
  /\b\d{14,40}\b/g,
]

const without = (text: string, patterns: readonly RegExp[]): string =>
  patterns.reduce((words, one) => words.replace(one, '#'), text.slice(0, readCharacters)).replace(ids, withoutId)

/** Shortest run of letters and digits that may be a random id. */
const ids = /[A-Za-z0-9]{16,128}/g

/** Pieces of a name are longer on average: a random id changes its kind of character often. */
const pieceLength = 4

function withoutId(run: string): string {
  const pieces = run.match(/[A-Z]*[a-z]+|[A-Z]+|\d+/g) ?? []
  return /\d/.test(run) && run.length / pieces.length < pieceLength ? '#' : run
}

const hashOf = (words: string): string =>
  createHash('sha256').update(words.replace(/\s+/g, ' ').trim().toLowerCase()).digest('hex').slice(0, 16)

/** Returns JSON as it was parsed, since an echo may be escaped in its text; and the text where JSON is too deep to be written. */
export function bodyOf({ json, text }: Pick<ParsedAnswer, 'json' | 'text'>): string {
  if (json === undefined || text.length > readCharacters) return text
  try {
    return JSON.stringify(json)
  } catch {
    return text
  }
}

/**
 * Returns a hash of the words of an answer. Two refusals with the same hash say the same, their codes included. Nothing of the answer can
 * be read from it.
 */
export function wordsHash(answer: ParsedAnswer, headers: Readonly<Record<string, unknown>>): string {
  const codes = [...codesIn(answer.json), ...headerCodes(headers, answer.header).map((one) => without(one, changing))]
  const body = bodyOf(answer)
  const location = placeIn(answer)
  const said = [without(body, changing), body.slice(readCharacters), without(location, changing)]
  return hashOf([...said, ...codes].join('\n'))
}

/** Returns a hash of a few words of ours. */
export const kindsHash = (kinds: string): string => hashOf(kinds)

/** Fields of JSON that hold a code, whatever it looks like. */
const codeField = /(?:^|[_-])(?:err(?:or|no)?|code|reason|status|type|title)s?$|(?:Code|Reason|Status|Type)$/i

/** Headers that say why, and those among them that only say when, how long or which. */
const codeHeader =
  /auth|err|code|reason|fault|den(?:y|ied)|diagnos|status|warning|message|policy|violation|restrict|result|decision|outcome|verdict|detail|explain|(?:^|-)info$|(?:^|-)state$|^link$|^refresh$/
const otherHeader =
  /^(?:content|access-control|strict|retry|cross-origin|referrer|permissions|x-content)-|(?:^|-)(?:id|ms|time|trace|date|count|limit|remaining|reset|nonce)$|cache|cookie|csp|security-policy|ratelimit|quota/

/** Lists numbers and single words in fields for codes, two levels deep. A sentence is among the words of the answer. */
function codesIn(json: unknown): readonly string[] {
  return leavesOf(json, 2).flatMap(([name, value]) =>
    codeField.test(name) && (typeof value === 'number' || (typeof value === 'string' && !/\s/.test(value)))
      ? [`${name}=${without(String(value), dates)}`]
      : [],
  )
}

function leavesOf(json: unknown, levels: number): readonly (readonly [name: string, value: unknown])[] {
  if (typeof json !== 'object' || json === null) return []
  return Object.entries(json).flatMap(([name, value]) =>
    typeof value === 'object' && levels > 0 ? leavesOf(value, levels - 1) : [[name, value] as const],
  )
}

/** Lists the headers that may say why a request was refused. */
export function headerCodes(
  headers: Readonly<Record<string, unknown>>,
  header: ParsedAnswer['header'],
): readonly string[] {
  const names = Object.keys(headers).filter((name) => codeHeader.test(name) && !otherHeader.test(name))
  return names.toSorted().map((name) => `${name}: ${header(name) ?? ''}`)
}

/** Parameters of a login's address that hold a state of one time, if their value is long enough for one. All others may say why. */
const states =
  /[?&#;](?:(?:state|nonce|code_challenge|login_challenge|samlrequest|relaystate|signature|session_code|tab_id|meta|sid|csrf)=(?=[^&#;]*\d)[^&#;]{16,}|(?:ts?|_)=\d{6,})/gi

/** Returns the address that an answer leads to, without states of one time. */
export const placeIn = ({ header }: Pick<ParsedAnswer, 'header'>): string =>
  (header('location') ?? '').replace(states, '')

/** Headers of a refusal for a limit, a single sign-on, a guard or a lock, whatever their value. */
const excuses =
  /^(?:retry-after|cf-mitigated|x-amzn-waf-action|x-seraph-loginreason|x-authentication-denied-reason)$|(?:^|-)sso(?:-|$)|(?:^|-)den(?:y|ied)-reason$/

/** Headers that count what is left of a limit. */
const remaining = /(?:rate-?limit|quota|requests|calls).*remaining|remaining.*(?:rate-?limit|quota|requests|calls)/

/** Nothing left, in the header `RateLimit` of the drafts of the IETF: `limit=10, remaining=0` and `"default";r=0`. */
const nothingLeft = /(?:^|[,;\s])(?:remaining|r)\s*=\s*0+(?![\d.])/

/** Returns true if a header gives another reason than the credential: such an answer is compared with none. */
export function hasExcuse(headers: Readonly<Record<string, unknown>>): boolean {
  return Object.entries(headers).some(
    ([name, value]) =>
      excuses.test(name) ||
      (remaining.test(name) && Number.parseInt(String(value), 10) === 0) ||
      (name === 'ratelimit' && nothingLeft.test(String(value))),
  )
}
