import { createHash } from 'node:crypto'
import type { ParsedAnswer } from './answer.ts'

/** Characters of an answer that are compared, at most. */
const readCharacters = 4_096

/** Times, ids and long numbers change from one answer to the next. Codes stay: two refusals with different codes are not the same. */
const changing = [
  /\d{4}-\d\d-\d\d(?:[t ][\d:.]+(?:z|[+-]\d\d:?\d\d)?)?/gi,
  /(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,? )?\d{1,2}[ -](?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[ -]\d{4}/gi,
  /\b\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?\b/g,
  /\b[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}\b/gi,
  /\breq[-_][\w-]+/gi,
  /\b(?=[a-f]*\d)[\da-f]{12,}\b/gi,
  /\b(?=\w*\d[a-z])\w{20,}\b/gi,
  /\b\d{8,}\b/g,
]

/** Headers that carry the code of a refusal. */
const codeHeaders = ['www-authenticate', 'x-amzn-errortype', 'x-error-code']

/** Returns a hash of the words of an answer, by which two refusals are compared. Nothing of the answer can be read from it. */
export function wordsHash({ text, header }: Pick<ParsedAnswer, 'text' | 'header'>): string {
  const codes = codeHeaders.map((name) => header(name) ?? '')
  const said = [text.slice(0, readCharacters), ...codes, placeOf(header('location'))].join('\n')
  const stripped = changing.reduce((words, one) => words.replace(one, '#'), said)
  const words = stripped.replace(/\s+/g, ' ').trim().toLowerCase()
  return createHash('sha256').update(words).digest('hex').slice(0, 16)
}

/** Returns the address that a redirect names, without its query: that says where to go on afterwards, or holds a state of one time. */
const placeOf = (location: string | null): string => location?.replace(/[?#].*$/s, '') ?? ''

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
