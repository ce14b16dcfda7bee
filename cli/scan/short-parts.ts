import { decodingsOf } from '../../functions/core/model/decoded.ts'
import { lettersOf } from '../../functions/core/model/echo.ts'

/** Letters and digits of a credential that are no longer shown: fewer occur in any text. */
export const shortestPart = 8
/** Different characters that a part needs: `aaaaaaaa` occurs in any text. */
const fewestCharacters = 5
/** Parts that are remembered at most: those of about 100,000 tokens, in 64 MiB. Beyond that, longer parts are still hidden. */
const mostParts = 2 ** 22 - 1
/** Slots of an empty table. */
const fewestSlots = 1_024

/** Multipliers of two hashes, drawn for each scan: nobody can look for a value in a copy of the memory by its hash. */
let multipliers: readonly [number, number] = [0x9e37_79b1, 0x85eb_ca77]
/** Hashes of parts, of 53 bits each; zero stands for none. A hash stands at the place that follows from it, or behind it. */
let slots = new Float64Array(fewestSlots)
let count = 0

/** Forgets every part, for a new scan. `random` returns a number below its limit. */
export function forgetShortParts(random: (limit: number) => number): void {
  multipliers = [2 * random(2 ** 31) + 1, 2 * random(2 ** 31) + 1]
  slots = new Float64Array(fewestSlots)
  count = 0
}

/** Remembers every part of a credential that no text holds by accident. It keeps no letter, but a hash of each part. */
export function rememberShortParts(value: string): void {
  const cased = value.replace(/[^A-Za-z0-9]+/g, '')
  const letters = lettersOf(value)
  // Other letters than these lose their case on the way, so that a part counts by its digits and vowels alone.
  const plain = cased.length === letters.length ? cased : letters
  for (let at = 0; at + shortestPart <= letters.length && count < mostParts; at += 1)
    if (isNoWord(plain.slice(at, at + shortestPart))) add(letters.slice(at, at + shortestPart))
}

/**
 * Returns true for letters that are part of no name: with digits between letters, in mixed case, or with hardly a vowel. Words that begin with a capital are no mixed case. Passwords may be made
 * of words, and `production` is shown whatever somebody's password is.
 */
function isNoWord(part: string): boolean {
  if (new Set(part.toLowerCase()).size < fewestCharacters) return false
  if (/\d/.test(part)) return /[A-Za-z]/.test(part)
  const caseChanges = [...part.matchAll(/[a-z](?=[A-Z])|[A-Z](?=[a-z])/g)].length
  return caseChanges >= 4 || /[bcdfghjklmnpqrstvwxz]{5}/i.test(part) || !/[aeiouy].*[aeiouy]/i.test(part)
}

/** Returns true if a text holds a part of a remembered credential: plain, backwards, or in an encoding that `decodingsOf` undoes. */
export function holdsShortPart(text: string): boolean {
  if (count === 0 || text.length < shortestPart) return false
  const readings = new Set(decodingsOf(text).map(lettersOf))
  return [...readings].some((reading) => holds(reading) || holds([...reading].reverse().join('')))
}

function holds(letters: string): boolean {
  for (let at = 0; at + shortestPart <= letters.length; at += 1) {
    const hash = hashOf(letters.slice(at, at + shortestPart))
    if (slots[slotOf(hash)] === hash) return true
  }
  return false
}

function add(part: string): void {
  if (2 * (count + 1) > slots.length) grow()
  const hash = hashOf(part)
  const slot = slotOf(hash)
  if (slots[slot] === hash) return
  slots[slot] = hash
  count += 1
}

/** Doubles the table. The place of a hash follows from the hash itself, so that no part is needed again. */
function grow(): void {
  const old = slots
  slots = new Float64Array(old.length * 2)
  for (const hash of old) if (hash !== 0) slots[slotOf(hash)] = hash
}

/** Finds where a hash stands, or the free slot for it. Half of all slots are free. */
function slotOf(hash: number): number {
  let slot = hash % slots.length
  while (slots[slot] !== 0 && slots[slot] !== hash) slot = (slot + 1) % slots.length
  return slot
}

function hashOf(part: string): number {
  let [first, second] = [1, 1]
  for (let at = 0; at < part.length; at += 1) {
    const code = part.charCodeAt(at)
    first = Math.imul(first ^ code, multipliers[0]) ^ (first >>> 15)
    second = Math.imul(second ^ code, multipliers[1]) ^ (second >>> 13)
  }
  return (first >>> 0) * 2 ** 21 + (second >>> 11) || 1
}
