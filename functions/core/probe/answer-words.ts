import { createHash } from 'node:crypto'

/** Characters of an answer that are compared, at most. */
const readCharacters = 4_096

/** Ids, numbers, times and anything long: they change from one answer to the next. */
const changing =
  /[\w-]*\d[\w-]*|\w{24,}|\b(?:mon|tue|wed|thu|fri|sat|sun|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b/gi

/** Returns a hash of the words of a body, by which two refusals are compared. Nothing of the body can be read from it. */
export function wordsHash(body: Uint8Array): string {
  const text = Buffer.from(body).toString('utf8').slice(0, readCharacters)
  const words = text.replace(changing, '#').replace(/\s+/g, ' ').trim().toLowerCase()
  return createHash('sha256').update(words).digest('hex').slice(0, 16)
}
