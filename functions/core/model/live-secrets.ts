import { decodingsOf } from './decoded.ts'
import { lettersOf } from './echo.ts'

/** Letters and digits of a secret that are recognized together. A shorter secret is recognized as a whole. */
const longestWindow = 16

/** Letters and digits that a secret needs to be recognized at all: fewer occur in any text. */
const shortestWindow = 8

/** Different characters that a window needs: `--------` and `aaaaaaaa` occur in any text. */
const fewestCharacters = 5

/** Windows that are kept at most, twice. Memory stays bounded however many tokens are minted. */
const mostWindows = 200_000

/**
 * Returns true for the name of a role or field whose value is a name itself, such as `keyId` or `user`: answers and our own messages repeat
 * it. `secret_id` is a secret.
 */
export const isPublicName = (name: string): boolean =>
  /(?:id|sid|user|username|login|name|email|date|certificate|host|region)$/i.test(name) && !/secret/i.test(name)

/** Multipliers of three hashes. */
let multipliers: readonly [number, number, number] = [0x9e37_79b1, 0x85eb_ca77, 0xc2b2_ae3d]

/**
 * Draws the multipliers anew, so that nobody can look for a value in a copy of the memory by its hash. What was remembered before is
 * forgotten. `random` returns a number below its limit.
 */
export function drawMultipliers(random: (limit: number) => number): void {
  const odd = () => 2 * random(2 ** 31) + 1
  multipliers = [odd(), odd(), odd()]
  present = new Map()
  past = new Map()
  remembered = new Set()
  kept = 0
}

type Hashes = readonly [first: number, second: number, third: number]

/** Hashes of windows of one length, by the first two. */
type Windows = Map<number, Map<number, number>>

let present: Windows = new Map()
let past: Windows = new Map()
let kept = 0

/** Hashes of the values whose windows are in `present`: a secret is read for every probe. */
let remembered = new Set<number>()

/**
 * Remembers the values of a credential as long as this process handles secrets, so that no text with them leaves it. It keeps no value, but
 * hashes of parts of its letters and digits. The oldest are forgotten first.
 */
export function rememberSecrets(values: ReadonlyMap<string, string>, beside: readonly string[]): void {
  for (const [role, value] of values) if (!isPublicName(role)) remember(value)
  for (const value of beside) remember(value)
  forgetLastMatch()
}

function remember(value: string): void {
  const [first, second] = hashesOf(value)
  const place = placeOf(first, second)
  if (remembered.has(place)) return
  remembered.add(place)
  const letters = lettersOf(value)
  if (!isRecognizable(letters)) return
  const length = Math.min(longestWindow, letters.length)
  for (const text of [letters, [...letters].reverse().join('')])
    for (const start of startsOf(text.length, length)) keep(text.slice(start, start + length))
}

/** JavaScript keeps the text that an expression has matched last, in `RegExp.input`. */
const forgetLastMatch = (): boolean => /./.test('-')

/** Returns true for letters and digits that no text holds by accident. */
const isRecognizable = (letters: string): boolean =>
  letters.length >= shortestWindow &&
  new Set(letters).size >= fewestCharacters &&
  (letters.length >= longestWindow || /\p{N}/u.test(letters))

/** Returns true if a value is long and varied enough to be recognized in a text. */
export const isRecognizableSecret = (value: string): boolean => isRecognizable(lettersOf(value))

/** Lists where windows begin that lie side by side: a text with twice their length of a value holds one of them whole. */
function startsOf(total: number, length: number): readonly number[] {
  const starts = Array.from({ length: Math.floor(total / length) }, (_, index) => index * length)
  return [...new Set([...starts, total - length])]
}

function keep(window: string): void {
  if (new Set(window).size < fewestCharacters) return
  if (kept >= mostWindows) {
    past = present
    present = new Map()
    remembered = new Set()
    kept = 0
  }
  const [first, second, third] = hashesOf(window)
  const ofLength = present.get(window.length) ?? new Map<number, number>()
  present.set(window.length, ofLength.set(placeOf(first, second), third))
  kept += 1
}

/** Joins two hashes into one safe integer. */
const placeOf = (first: number, second: number): number => (first >>> 0) * 2 ** 21 + (second >>> 11)

function hashesOf(window: string): Hashes {
  const [a, b, c] = multipliers
  let [first, second, third] = [0, 0, 0]
  for (let at = 0; at < window.length; at += 1) {
    const code = window.charCodeAt(at) + 1
    first = (Math.imul(first, a) + code) | 0
    second = (Math.imul(second, b) + code) | 0
    third = (Math.imul(third, c) + code) | 0
  }
  return [first, second, third]
}

/**
 * Lists the parts of remembered secrets that a text holds, in lower-case letters and digits: plain, backwards, or in an encoding that
 * `decodingsOf` undoes. They are as secret as their secrets.
 */
export function secretPartsIn(text: string): readonly string[] {
  return partsIn(text, decodingsOf)
}

/** Lists the parts that a text holds as it is, or backwards. It takes a quarter of the time. */
export function plainSecretPartsIn(text: string): readonly string[] {
  return partsIn(text, (plain) => [plain])
}

function partsIn(text: string, readings: (text: string) => readonly string[]): readonly string[] {
  const lengths = new Set([...present.keys(), ...past.keys()])
  if (lengths.size === 0 || text.length < shortestWindow) return []
  const letters = new Set(readings(text).map(lettersOf))
  return [...letters].flatMap((reading) => [...lengths].flatMap((length) => windowsIn(reading, length)))
}

function windowsIn(text: string, length: number): readonly string[] {
  const [newer, older] = [present.get(length), past.get(length)]
  const [a, b] = multipliers
  const [leaveFirst, leaveSecond] = [power(a, length), power(b, length)]
  const found: string[] = []
  let [first, second] = [0, 0]
  for (let at = 0; at < text.length; at += 1) {
    const entering = text.charCodeAt(at) + 1
    const leaving = at < length ? 0 : text.charCodeAt(at - length) + 1
    first = (Math.imul(first, a) + entering - Math.imul(leaving, leaveFirst)) | 0
    second = (Math.imul(second, b) + entering - Math.imul(leaving, leaveSecond)) | 0
    if (at + 1 < length) continue
    const place = placeOf(first, second)
    const third = newer?.get(place) ?? older?.get(place)
    if (third === undefined) continue
    const window = text.slice(at + 1 - length, at + 1)
    if (third === hashesOf(window)[2]) found.push(window)
  }
  return found
}

function power(base: number, exponent: number): number {
  let result = 1
  for (let times = 0; times < exponent; times += 1) result = Math.imul(result, base)
  return result
}
