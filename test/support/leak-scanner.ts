/** A part of a canary in an output. */
export type FoundLeak = {
  readonly canary: string
  readonly encoding: string
  readonly sink: string
  /** Characters before it. */
  readonly at: number
}

/** Finds any eight characters in a row of its values, plain or in an encoding that a program may apply to them. */
export type LeakScanner = {
  watchFor(canary: string, value: string): void
  /** At most one leak for each canary and encoding. */
  scan(sink: string, text: string): readonly FoundLeak[]
}

/** Fewer characters of a token reveal nothing of it, and occur in any text. */
const windowLength = 8

type Needle = { readonly text: string; readonly canary: string; readonly encoding: string }

export function createLeakScanner(): LeakScanner {
  const byStart = new Map<string, Needle[]>()
  return {
    watchFor(canary, value) {
      if (value.length < windowLength) throw new Error(`${canary} is too short to be found`)
      for (const needle of needlesOf(canary, value)) {
        const start = needle.text.slice(0, windowLength)
        byStart.set(start, [...(byStart.get(start) ?? []), needle])
      }
    },
    scan(sink, text) {
      const leaks = new Map<string, FoundLeak>()
      for (let at = 0; at + windowLength <= text.length; at += 1)
        for (const { text: needle, canary, encoding } of byStart.get(text.slice(at, at + windowLength)) ?? [])
          if (text.startsWith(needle, at) && !leaks.has(`${canary} ${encoding}`))
            leaks.set(`${canary} ${encoding}`, { canary, encoding, sink, at })
      return [...leaks.values()]
    },
  }
}

function needlesOf(canary: string, value: string): readonly Needle[] {
  const starts = Array.from({ length: value.length - windowLength + 1 }, (_, start) => start)
  const windows = starts.map((start) => value.slice(start, start + windowLength))
  const needles = windows.flatMap((window) =>
    encodings.map(([encoding, encode]) => ({ text: encode(window), canary, encoding })),
  )
  return [...new Map(needles.map((needle) => [needle.text, needle])).values()]
}

const escaped = (text: string): string => JSON.stringify(text).slice(1, -1)

const hex = (text: string): string => Buffer.from(text).toString('hex')

/** Returns the text as encoders of forms escape it, beyond `encodeURIComponent`. */
const form = (text: string): string => new URLSearchParams([['', text]]).toString().slice(1)

const entities: ReadonlyMap<string, string> = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
  ["'", '&#39;'],
])

/** Writes each byte by itself, with the same characters between two. */
const byteByByte =
  (write: (byte: number) => string, between: string): ((text: string) => string) =>
  (text) =>
    [...Buffer.from(text)].map(write).join(between)

const twoDigits = (byte: number): string => byte.toString(16).padStart(2, '0')

const rotated = (text: string): string =>
  text.replace(/[a-z]/gi, (letter) => {
    const first = letter < 'a' ? 65 : 97
    return String.fromCharCode(((letter.charCodeAt(0) - first + 13) % 26) + first)
  })

/** Encodings that write a text byte by byte, as dumps, byte lists and escapes do. */
const spelledOut: readonly (readonly [name: string, encode: (text: string) => string])[] = [
  ['spaced', (text) => [...text].join(' ')],
  ['dashed', (text) => [...text].join('-')],
  ['with zero bytes', (text) => [...text].join('\0')],
  ['one character a line', (text) => [...text].join('\n')],
  ['decimal entities', byteByByte((byte) => `&#${byte};`, '')],
  ['hexadecimal entities', byteByByte((byte) => `&#x${twoDigits(byte)};`, '')],
  ['escapes of JSON', byteByByte((byte) => `\\u00${twoDigits(byte)}`, '')],
  ['escapes of C', byteByByte((byte) => `\\x${twoDigits(byte)}`, '')],
  ['octal escapes', byteByByte((byte) => `\\${byte.toString(8).padStart(3, '0')}`, '')],
  ['percent, every byte', byteByByte((byte) => `%${twoDigits(byte).toUpperCase()}`, '')],
  ['a list of bytes', byteByByte(String, ',')],
  ['a list of bytes with spaces', byteByByte(String, ', ')],
  ['a dump', byteByByte(twoDigits, ' ')],
  ['quoted-printable', byteByByte((byte) => `=${twoDigits(byte).toUpperCase()}`, '')],
  ['ROT13', rotated],
]

/** Characters that eight bytes determine by themselves, whatever stands `before` them in their group of three. */
function base64(before: 0 | 1 | 2, alphabet: 'base64' | 'base64url'): (text: string) => string {
  return (text) => {
    const bytes = Buffer.from('\0'.repeat(before) + text)
    const decided = [Math.ceil((before * 8) / 6), Math.floor((bytes.length * 8) / 6)] as const
    return bytes.toString(alphabet).slice(...decided)
  }
}

const encodings: readonly (readonly [name: string, encode: (text: string) => string])[] = [
  ['plain', (text) => text],
  ['lower case', (text) => text.toLowerCase()],
  ['upper case', (text) => text.toUpperCase()],
  ['reversed', (text) => [...text].reverse().join('')],
  ['hex', hex],
  ['HEX', (text) => hex(text).toUpperCase()],
  ['percent', encodeURIComponent],
  ['percent twice', (text) => encodeURIComponent(encodeURIComponent(text))],
  ['form', form],
  ['JSON', escaped],
  ['JSON twice', (text) => escaped(escaped(text))],
  ['HTML', (text) => text.replace(/[&<>"']/g, (character) => entities.get(character) ?? '')],
  ...([0, 1, 2] as const).flatMap((before) =>
    (['base64', 'base64url'] as const).map(
      (alphabet) => [`${alphabet} after ${before}`, base64(before, alphabet)] as const,
    ),
  ),
  ...spelledOut,
]

/** Encodings in which a value is found, by name. */
export const encodingsOfLeaks = encodings
