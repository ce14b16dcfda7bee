import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib'
import { decodingsOf } from '../../../functions/core/model/decoded.ts'

const base64 = (text: string | Buffer): string => Buffer.from(text).toString('base64')
const times = (text: string, count: number, encode: (text: string) => string): string =>
  count === 0 ? text : times(encode(text), count - 1, encode)
const reads = (text: string, reading: string): boolean => decodingsOf(text).includes(reading)

describe('the readings of a text', () => {
  it('go three encodings deep, and no deeper', () => {
    for (const [depth, expected] of [
      [1, true],
      [3, true],
      [4, false],
    ] as const)
      assert.equal(reads(times('a hidden value', depth, encodeURIComponent), 'a hidden value'), expected, `${depth}`)
  })

  it('are none but the text where nothing can be undone', () => {
    for (const text of ['', 'plain words', '100% of it', 'a = b', 'a & b', 'firstByteMs: 12', 'connectMsOfOne', 'aB'])
      assert.deepEqual(decodingsOf(text), [text], text)
  })

  const undone: readonly (readonly [what: string, text: string, reading: string])[] = [
    ['entities without their ends', '&#x41&#66C', 'ABC'],
    ['the last character of all', '&#x10ffff;', '\u{10ffff}'],
    ['an entity beside an unknown one', '&nope;&amp;', '&nope;&'],
    ['soft line breaks of both kinds', 'ab=\ncd=\r\nef', 'abcdef'],
    ['a soft line break of one character', 'ab=\ncd', 'abcd'],
    ['characters of several bytes in a mail', '=C3=BC', 'ü'],
    ['characters of several bytes in a URL', '%C3%BC', 'ü'],
    ['a quoted mark', '\\q', 'q'],
    [
      'bits without spaces between words',
      '01000001,01000010,01000011,01000100,01000101,01000110,01000111,01001000',
      'ABCDEFGH',
    ],
    ['bits far apart', Array.from({ length: 8 }, () => '01000001').join(' ,, '), 'AAAAAAAA'],
    ['numbers behind a word', 'bytes65, 66, 67, 68, 69, 70, 71, 72', 'ABCDEFGH'],
    ['numbers in brackets', '[65,66,67,68,69,70,71,72]', 'ABCDEFGH'],
    ['digits of which the first is none of them', '4a414243444546474849', 'JABCDEFGHI'],
    ['digits that begin one late', '04142434445464748494a', 'ABCDEFGHI'],
    ['base64 with a letter before it', `x${base64('ABCDEFGHIJ')}`, 'ABCDEFGHIJ'],
    ['base64 with three letters before it', `xYz${base64('ABCDEFGHIJ')}`, 'ABCDEFGHIJ'],
    ['base64 in lines', base64('a value in two lines').replace(/(.{10})/, '$1\n'), 'a value in two lines'],
    ['gzip', base64(gzipSync('a packed value')), 'a packed value'],
    ['zlib', base64(deflateSync('a packed value')), 'a packed value'],
    ['zlib at its best', base64(deflateSync('a packed value', { level: 9 })), 'a packed value'],
    ['deflate alone', base64(deflateRawSync('a packed value of some length')), 'a packed value of some length'],
    ['deflate in twenty characters', 'K0hMzk5NUShLzClNLQYA', 'packed values'],
    ['digits that begin one late, in base64 twice', base64(base64('04142434445464748494a')), 'ABCDEFGHI'],
    ['gzip that was cut off', base64(gzipSync('a packed value').subarray(0, -6)), 'a packed value'],
  ]
  for (const [what, text, reading] of undone)
    it(`undo ${what}`, () => assert.ok(reads(text, reading), JSON.stringify(decodingsOf(text))))

  it('take no name of a field for base64, and no run in one case', () => {
    for (const text of ['firstByteReceivedMs', 'abcdefghijklmnop', 'ABCDEFGHIJKLMNOP', 'tickOfTheCadence'])
      assert.deepEqual(decodingsOf(text), [text], text)
    // As long as a token may be, and so may a token that looks like a name.
    assert.ok(decodingsOf('aVeryLongNameOfAFieldAa').length > 1)
    for (const text of ['Abcdefghijklm', 'first1ByteReceived', 'firstByteReceivedMS', 'FirstByteReceived'])
      assert.ok(decodingsOf(text).length > 1, text)
  })

  it('are those of base64 at each of its four places, and no more', () => {
    for (const text of ['QUJDREVGR0g', 'QUJDREVGR0hJSktMTU5P']) {
      const readings = [0, 1, 2, 3].map((start) => Buffer.from(text.slice(start), 'base64').toString())
      assert.deepEqual(decodingsOf(text), [text, ...readings])
    }
  })

  it('take a name for base64 if it is as long as a token', () => {
    assert.deepEqual(decodingsOf('abcdefghijkBcdefghijk'), ['abcdefghijkBcdefghijk'])
    assert.ok(decodingsOf('abcdefghijkBcdefghijkl').length > 1)
  })

  it('take a part of a run for no compressed data without a header', () => {
    assert.equal(reads('xK0hMzk5NUShLzClNLQYA', 'packed values'), false)
  })

  it('are no longer than memory allows', () => {
    const bomb = base64(gzipSync(Buffer.alloc(10_000_000)))
    assert.ok(decodingsOf(bomb).every(({ length }) => length <= Math.max(65_536, bomb.length)))
  })

  it('take nothing for compressed data but what begins like it', () => {
    const almost = gzipSync('a packed value')
    for (const at of [0, 1]) {
      const other = Buffer.from(almost)
      other[at] = 0x41
      assert.equal(reads(base64(other), 'a packed value'), false)
    }
    const zlib = deflateSync('a packed value')
    zlib[1] = (zlib[1] ?? 0) + 1
    assert.equal(reads(base64(zlib), 'a packed value'), false)
  })
})
