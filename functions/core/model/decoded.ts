import { constants, inflateRawSync, unzipSync } from 'node:zlib'

/** Encodings inside each other that are undone. */
const deepest = 3

/** Texts that one text is read as, at most. A foreign server decides what there is to undo. */
const mostDecodings = 64

/** Characters of one reading, at most: longer ones come of compressed data alone. */
const longestDecoding = 65_536

/**
 * Reads a text as it is, and with every encoding undone that a server or a program may have put on a value in it: escapes of URLs, JSON,
 * HTML and mails, lists of bytes, hexadecimal digits, base64 at any offset, and compressed data in those. Encodings may lie inside each other.
 */
export function decodingsOf(text: string): readonly string[] {
  const found = new Set([text])
  let layer: readonly string[] = [text]
  for (let depth = 0; depth < deepest && layer.length > 0; depth += 1) {
    layer = layer.flatMap(undone).filter((one) => one !== '' && !found.has(one))
    for (const one of layer) if (found.size < mostDecodings) found.add(one)
  }
  return [...found]
}

/** Undoes one encoding, in each way that the text may be read. */
function undone(text: string): readonly string[] {
  const escaped = escapings.map(([marks, escapes, characters]) =>
    marks.test(text) ? text.replace(escapes, characters) : '',
  )
  return [...escaped, ...bytesIn(text)]
}

type Escaping = readonly [marks: RegExp, escapes: RegExp, characters: (...found: string[]) => string]

const entities: ReadonlyMap<string, string> = new Map([
  ['&amp;', '&'],
  ['&lt;', '<'],
  ['&gt;', '>'],
  ['&quot;', '"'],
  ['&apos;', "'"],
])

/** Escapes of URLs, of forms, of JSON and programs, of HTML, and of mails (RFC 2045 section 6.7). Each is undone alone: a value may hold the marks of another. */
const escapings: readonly Escaping[] = [
  [/%[0-9a-f]{2}/i, /(?:%[0-9a-f]{2})+/gi, (codes) => bytesOf(codes.replaceAll('%', ''))],
  [/\+/, /\+/g, () => ' '],
  [
    /\\/,
    /\\u\{?([0-9a-f]{4,6})\}?|\\x([0-9a-f]{2})|\\([0-3][0-7]{2})|\\(.)/gi,
    (_, wide = '', narrow = '', octal = '', plain = '') => {
      if (plain !== '') return /[bfnrt]/i.test(plain) ? ' ' : plain
      return characterOf(octal === '' ? Number.parseInt(wide || narrow, 16) : Number.parseInt(octal, 8))
    },
  ],
  [
    /&/,
    /&#x([0-9a-f]{1,6});?|&#(\d{1,7});?|&(?:amp|lt|gt|quot|apos);/gi,
    (whole, hex, decimal) => {
      if (hex !== undefined) return characterOf(Number.parseInt(hex, 16))
      return decimal === undefined ? (entities.get(whole.toLowerCase()) ?? '') : characterOf(Number(decimal))
    },
  ],
  [/=(?:[0-9a-f]{2}|\r?\n)/i, /=\r?\n|(?:=[0-9a-f]{2})+/gi, (codes) => bytesOf(codes.replace(/[=\s]/g, ''))],
]

const bytesOf = (hex: string): string => Buffer.from(hex, 'hex').toString()

const characterOf = (code: number): string => (code > 0x10ffff ? '' : String.fromCodePoint(code))

/** Digits of numbers, of which bytes are made; the longest list of each kind is read. */
const numberLists: readonly (readonly [list: RegExp, digits: RegExp, radix: number])[] = [
  [/(?:\b[01]{8}\b\W{0,4}){8,}/g, /[01]{8}/g, 2],
  [/(?<![\d])(?:\d{1,3}\b\W{1,4}){7,}\d{1,3}\b/g, /\d{1,3}/g, 10],
]

/** Hexadecimal digits in pairs, with what a program writes between them. */
const hexadecimals = /(?<![0-9a-f])(?:(?:0x|\\x|%)?[0-9a-f]{2}(?:[\s:,;_-]{1,2})?){8,}/gi

/** Characters of base64 that eight letters need when they are compressed, and a few more. Undoing it takes longer than all the rest. */
const shortestCompressed = 20

/** Names of fields such as `firstByteMs`, which no random bytes look like. */
const word = /^[a-z]+(?:[A-Z][a-z]+)+$/
const longestWord = 22

const base64Runs = /(?<![A-Za-z0-9+/_-])[A-Za-z0-9+/_-]{11,}/g

/** Returns the texts that lists of bytes, digits and runs of base64 in a text stand for. */
function bytesIn(text: string): readonly string[] {
  const lists = numberLists.flatMap(([list, digits, radix]) =>
    (text.match(list) ?? []).map((one) =>
      Buffer.from((one.match(digits) ?? []).map((number) => Number.parseInt(number, radix) & 0xff)),
    ),
  )
  const pairs = (text.match(hexadecimals) ?? []).flatMap((one) => {
    const digits = one.replace(/0x|\\x|[^0-9a-f]/gi, '')
    return [Buffer.from(digits, 'hex'), Buffer.from(digits.slice(1), 'hex')]
  })
  return [...[...lists, ...pairs].flatMap(textsOf), ...base64In(text)]
}

/**
 * Decodes each run of base64 in a text at each of the four places at which a group may begin. Line breaks and unseen characters may
 * divide a run, or stand before it. Only a run as a whole is taken for compressed data without a header.
 */
function base64In(text: string): readonly string[] {
  const joined = text.replace(/[\s\p{C}]/gu, '')
  const texts = joined === text ? [text] : [text, joined]
  return [...new Set(texts.flatMap((one) => one.match(base64Runs) ?? []))]
    .filter((run) => /[a-z]/.test(run) && /[A-Z]/.test(run) && !(run.length < longestWord && word.test(run)))
    .flatMap((run) => {
      const aligned = [0, 1, 2, 3].map((start) => Buffer.from(run.slice(start), 'base64'))
      const whole = run.length < shortestCompressed ? [] : aligned.slice(0, 1)
      return [...aligned.flatMap(textsOf), ...whole.map((bytes) => inflated(bytes, inflateRawSync))]
    })
}

/** Reads bytes as text, and as what they hold if they begin like data of gzip or zlib. */
function textsOf(bytes: Buffer): readonly string[] {
  const [first = 0, second = 0] = bytes
  const isCompressed = (first === 0x1f && second === 0x8b) || (first === 0x78 && (first * 256 + second) % 31 === 0)
  return [bytes.toString('utf8'), isCompressed ? inflated(bytes, unzipSync) : '']
}

/** Undoes a compression; keeps what there is of data that was cut off. */
function inflated(bytes: Buffer, undo: typeof unzipSync): string {
  try {
    return undo(bytes, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: longestDecoding }).toString('utf8')
  } catch {
    return ''
  }
}
