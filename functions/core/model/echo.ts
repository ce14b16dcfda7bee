import { stripVTControlCharacters } from 'node:util'
import { decodingsOf } from './decoded.ts'

/** Shortest part of a value that is never shown: shorter ones occur in any text. */
const shownLimit = 8

/** Stands in a text for a value that was taken out of it. A letter keeps what follows from looking like a path. */
const mark = 'x'

/**
 * Returns true if a text holds any eight characters of a value: plain, backwards, in other letters, with anything between them, and in
 * every encoding that `decodingsOf` undoes.
 */
export function holdsEcho(text: string, values: readonly string[]): boolean {
  if (values.some((value) => shareWindow(text, value))) return true
  const wanted = values.flatMap((value) => [withoutGaps(value), lettersOf(value)]).filter(isShowable)
  if (wanted.length === 0) return false
  return decodingsOf(text)
    .flatMap((reading) => [withoutGaps(reading), lettersOf(reading)])
    .flatMap((reading) => [reading, backwards(reading)])
    .some((reading) => wanted.some((value) => shareWindow(reading, value)))
}

const isShowable = (value: string): boolean => value.length >= shownLimit

/** Leaves out what nobody sees: spaces, line breaks, and characters without a width. */
const withoutGaps = (text: string): string =>
  text
    .normalize('NFKC')
    .replace(/[\s\p{C}]/gu, '')
    .toLowerCase()

/** Keeps letters and digits, which every encoder keeps, and leaves out the codes that colour a terminal. */
export const lettersOf = (text: string): string =>
  (printable.test(text)
    ? text.replace(/[^A-Za-z0-9]+/g, '')
    : stripVTControlCharacters(text)
        .normalize('NFKC')
        .replace(/[^\p{L}\p{N}]/gu, '')
  ).toLowerCase()

/** Texts in which a simpler search finds the same letters: nearly all. */
const printable = /^[ -~\n]*$/

const backwards = (text: string): string => [...text].reverse().join('')

function shareWindow(text: string, value: string): boolean {
  for (let start = 0; start + shownLimit <= text.length; start += 1)
    if (value.includes(text.slice(start, start + shownLimit))) return true
  return false
}

/**
 * Returns a function that takes whole values out of a text, plain or encoded. Nothing beside a value is taken, and no value that may be
 * a word of the answer itself: a cause that was taken out with it would let a living credential look dead.
 */
export function echoRemover(values: readonly string[]): (text: string) => string {
  const secrets = values.filter(isNoWord)
  const shortest = Math.min(...secrets.map(({ length }) => length)) - base64Group
  const arePlain = secrets.every((secret) => longestRun(secret) === secret.length)
  let forms: readonly string[] | null = null
  return (text) => {
    // The forms take longer than all else of a judgement, and most answers have no place for any.
    if (text.length < shortest || (arePlain && longestRun(text) < shortest)) return text
    forms ??= secrets.flatMap(formsIn).toSorted((one, other) => other.length - one.length)
    return forms.reduce((kept, form) => kept.replaceAll(form, () => mark), text)
  }
}

/** Characters of tokens, and of every form that `formsIn` gives a value of such characters. */
const tokenCharacters: readonly boolean[] = Array.from({ length: 128 }, (_, code) =>
  /[\w.~+/=%-]/.test(String.fromCharCode(code)),
)

/** Returns the length of the longest run of token characters. No expression is used: JavaScript would keep the text that it matched. */
function longestRun(text: string): number {
  let [longest, run] = [0, 0]
  for (let at = 0; at < text.length; at += 1) {
    run = tokenCharacters[text.charCodeAt(at)] === true ? run + 1 : 0
    if (run > longest) longest = run
  }
  return longest
}

/** Characters of base64 that three bytes become: without its last ones, base64 is the shortest form. */
const base64Group = 4

/** Shortest value without a digit that is no word. */
const wordLength = 16

/** Returns true for a value that no answer says by itself. The names of users and clients may be words. */
export const isNoWord = (value: string): boolean =>
  value.length >= wordLength || (value.length >= shownLimit && /\d/.test(value))

/** Lists the forms of a value. The ends of its base64 depend on what stands beside it. */
function formsIn(value: string): readonly string[] {
  const inner = base64Of(value).map((form) => form.replace(/.{4}=*$/s, ''))
  const forms = [...encodingsOf(value), ...inner].filter((form) => form.length >= shownLimit)
  return [...new Set(forms)]
}

function encodingsOf(value: string): readonly string[] {
  const hex = Buffer.from(value).toString('hex')
  const reversed = [...value].reverse().join('')
  const percented = [encodeURIComponent(value.toWellFormed()), new URLSearchParams([['', value]]).toString().slice(1)]
  return [
    value,
    value.toLowerCase(),
    value.toUpperCase(),
    reversed,
    hex,
    hex.toUpperCase(),
    ...percented,
    ...percented.map((text) => text.replace(/%../g, (code) => code.toLowerCase())),
    JSON.stringify(value).slice(1, -1),
    value.replace(/[&<>"']/g, (character) => entities.get(character) ?? character),
    ...base64Of(value),
  ]
}

/** Encodes a value as it looks after any other bytes: in three alignments, in both alphabets. */
function base64Of(value: string): readonly string[] {
  const bytes = Buffer.from(value)
  return [0, 1, 2].flatMap((offset) => {
    const aligned = bytes.subarray(offset)
    return [aligned.toString('base64'), aligned.toString('base64url')]
  })
}

const entities: ReadonlyMap<string, string> = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
  ["'", '&#39;'],
])
