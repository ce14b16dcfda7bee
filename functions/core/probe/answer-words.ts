import { createHash } from 'node:crypto'
import type { ParsedAnswer } from './answer.ts'

/** Characters of an answer that are compared, at most. */
const readCharacters = 65_536

/**
 * Times, ids and long numbers change from one answer to the next. Whatever may be a code stays: two refusals with different codes are
 * not the same, and an id that stays only keeps two answers from being compared.
 */
const changing = [
  /\b20[2-9]\d-\d\d-\d\d(?:[t ][\d:.]+(?:z|[+-]\d\d:?\d\d)?)?/gi,
  /(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,? )?\d{1,2}[ -](?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[ -]\d{4}/gi,
  /\b(?:[01]?\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?\b/g,
  /\b[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}\b/gi,
  /\breq[-_](?=[\w-]*\d)[\w-]+/gi,
  /\b(?=[a-f]*\d)[\da-f]{16,}\b/gi,
  /\b1[6-9]\d{8}(?:\.\d+|\d{3})?\b/g,
  /\b\d{14,}\b/g,
]

/** Shortest run of letters and digits that may be a random id. */
const ids = /[A-Za-z0-9]{16,}/g

/** Pieces of a name are longer on average: a random id changes its kind of character often. */
const pieceLength = 3

function withoutId(run: string): string {
  const pieces = run.match(/[A-Z]*[a-z]+|[A-Z]+|\d+/g) ?? []
  return /\d/.test(run) && run.length / pieces.length < pieceLength ? '#' : run
}

/** Fields of JSON that hold a code, whatever it looks like. */
const codeField = /(?:^|[_-])(?:err(?:or|no)?|code|reason|status|type|title)s?$|(?:Code|Reason|Status|Type)$/i

/** Headers that carry the code of a refusal. */
const codeHeader = /^www-authenticate$|^grpc-(?:status|message)$|(?:^|-)(?:err(?:or)?|errortype|code|reason)(?:-|$)/

/** Returns a hash of the words of an answer, by which two refusals are compared. Nothing of the answer can be read from it. */
export function wordsHash(
  { text, json, header }: Pick<ParsedAnswer, 'text' | 'json' | 'header'>,
  headers: Readonly<Record<string, unknown>>,
): string {
  const codes = [...codesIn(json), ...headerCodes(headers, header)].join('\n')
  const said = [text.slice(0, readCharacters), placeOf(header('location'))].join('\n')
  const stripped = changing.reduce((words, one) => words.replace(one, '#'), said).replace(ids, withoutId)
  const words = `${stripped}\n${codes}`.replace(/\s+/g, ' ').trim().toLowerCase()
  return createHash('sha256').update(words).digest('hex').slice(0, 16)
}

/** Lists numbers and single words in fields for codes, two levels deep. A sentence is among the words of the answer. */
function codesIn(json: unknown): readonly string[] {
  return leavesOf(json, 2).flatMap(([name, value]) =>
    codeField.test(name) && (typeof value === 'number' || (typeof value === 'string' && !/\s/.test(value)))
      ? [`${name}=${value}`]
      : [],
  )
}

function leavesOf(json: unknown, levels: number): readonly (readonly [name: string, value: unknown])[] {
  if (typeof json !== 'object' || json === null) return []
  return Object.entries(json).flatMap(([name, value]) =>
    typeof value === 'object' && levels > 0 ? leavesOf(value, levels - 1) : [[name, value] as const],
  )
}

function headerCodes(headers: Readonly<Record<string, unknown>>, header: ParsedAnswer['header']): readonly string[] {
  const names = Object.keys(headers).filter((name) => codeHeader.test(name))
  return names.toSorted().map((name) => changing.reduce((text, one) => text.replace(one, '#'), header(name) ?? ''))
}

/** Parameters of a login's address that say where to go on, or hold a state of one time. All others may say why. */
const returning =
  /[?&#;](?:next|return|returnto|return_to|return_url|returnurl|redirect|redirect_to|redirect_uri|continue|dest|destination|goto|target|url|from|rd|ru|state|nonce|relaystate|samlrequest|sigalg|signature|code_challenge|client-request-id|session_state|csrf|ts|t|_)=[^&#;]*/gi

/** Returns the address that a redirect names, without what changes with every request. */
const placeOf = (location: string | null): string => location?.replaceAll(returning, '') ?? ''

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
