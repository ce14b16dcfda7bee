import { createHash } from 'node:crypto'
import type { Refusal } from '../model/reading.ts'
import type { ParsedAnswer } from './answer.ts'
import { bodyOf, dates, epochs, headerCodes, placeIn } from './answer-words.ts'

/** Words of an answer that are kept apart. The rest is kept as one. */
const mostWords = 512

/** Spans of time: `12 ms`, `"took":12`. */
const spans = [
  /\b\d+(?:\.\d+)?\s?(?:ns|us|ms|s|secs?|seconds?|millis(?:econds)?)\b/gi,
  /(?<=(?:took|duration|elapsed|runtime|latency|millis|_ms)"?[:=] {0,3})\d+(?:\.\d+)?\b/gi,
]

const times = [
  ...dates,
  ...epochs,
  ...spans,
  /\b\d{1,2}:\d\d\b/g,
  /\b20[2-9]\d[01]\d[0-3]\d[t-]?[0-2]\d[0-5]\d[0-5]\d(?:\d{3})?z?\b/gi,
]

/** Marks a word that may be an id of one answer alone. */
const idMark = '~'

/** Words that may be an id: digits or a time in them, only digits of hex, capitals inside, or great length. */
const idLike = /[\d#]|^[a-f]{8,}$|[a-z][A-Z]|^.{20}/

/**
 * Lists hashes of the words of an answer, without times: those of its body, of the headers that may say why, and of the address that it leads
 * to. Two answers to one credential tell an id that changes from a code, so both stay. Nothing of the answer can be read from the list.
 */
export function gistOf(answer: ParsedAnswer, headers: Readonly<Record<string, unknown>>): readonly string[] {
  const why = headerCodes(headers, answer.header).filter((one) => !one.startsWith('www-authenticate:'))
  const said = [...why, placeIn(answer), bodyOf(answer)].join('\n')
  const timeless = times.reduce((text, one) => text.replace(one, '#'), said)
  const words = timeless.split(/[\s{}[\](),:;"'<>|]+/).filter((word) => word !== '')
  const rest = words.slice(mostWords).join(' ')
  return [...words.slice(0, mostWords), ...(rest === '' ? [] : [rest])].map((word) =>
    idLike.test(word) ? `${idMark}${hashOf(word)}` : hashOf(word.toLowerCase()),
  )
}

const hashOf = (word: string): string => createHash('sha256').update(word).digest('hex').slice(0, 12)

/** Returns true for two refusals that say the same, word for word. */
export const saysSame = (one: Refusal, other: Refusal): boolean =>
  one.challenge === other.challenge &&
  one.gist.length === other.gist.length &&
  one.gist.every((word, at) => word === other.gist[at])

/**
 * Returns true if a refusal says what a credential is answered that was sent twice. A word that may be an id, and that differs between the
 * two answers, may differ here too. Without any word that stays, nothing can be compared.
 */
export function saysSameButIds(refusal: Refusal, first: Refusal, second: Refusal): boolean {
  if (saysSame(refusal, first) || saysSame(refusal, second)) return true
  return first.gist.some((word, at) => word === second.gist[at]) && differsInIds(refusal, first, second)
}

/** Returns true if a refusal differs from two others in words alone that may be an id, and in which those differ too. */
export function differsInIds(refusal: Refusal, first: Refusal, second: Refusal): boolean {
  const { length } = refusal.gist
  if (first.gist.length !== length || second.gist.length !== length) return false
  if (refusal.challenge !== first.challenge || refusal.challenge !== second.challenge) return false
  const words = refusal.gist.map((word, at) => [word, first.gist[at] ?? '', second.gist[at] ?? ''] as const)
  const isId = (three: readonly string[]): boolean => three.every((word) => word.startsWith(idMark))
  return words.every(([word, one, other]) => (one === other ? word === one : isId([word, one, other])))
}
