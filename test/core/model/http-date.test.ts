import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parseHttpDate, retryAfterMs } from '../../../functions/core/model/http-date.ts'
import { nowMs } from '../../support/reading.ts'

/** The instant that RFC 9110 section 5.6.7 writes in all three forms. */
const exampleMs = Date.UTC(1994, 10, 6, 8, 49, 37)

describe('an HTTP date', () => {
  const dates: [string, number | null][] = [
    ['Sun, 06 Nov 1994 08:49:37 GMT', exampleMs],
    ['Sunday, 06-Nov-94 08:49:37 GMT', exampleMs],
    ['Sun Nov  6 08:49:37 1994', exampleMs],
    [' Sun, 06 Nov 1994 08:49:37 GMT ', exampleMs],
    ['Mon, 30 Feb 2026 00:00:00 GMT', null],
    ['Sun, 06 Nov 1994 08:49:37 +0200', null],
    ['1994-11-06T08:49:37Z', null],
    ['-5', null],
    ['3.5', null],
    ['5', null],
    ['', null],
  ]
  for (const [text, at] of dates)
    it(`${JSON.stringify(text)} is ${at === null ? 'none' : 'read in UTC'}`, () => {
      assert.equal(parseHttpDate(text), at)
    })
})

describe('Retry-After', () => {
  const headers: [string | null | undefined, number | null][] = [
    [null, null],
    [undefined, null],
    ['0', 0],
    ['7', 7_000],
    [' 7 ', 7_000],
    ['86400', 86_400_000],
    ['3.5', 3_500],
    ['0.0001', 1],
    ['-5', null],
    ['+5', null],
    ['1e3', null],
    ['.5', 500],
    ['2.', 2_000],
    ['0.0', 0],
    ['7 s', null],
    ['12345678901', 31_622_400_000],
    ['9'.repeat(400), 31_622_400_000],
    ['Sat, 21 Nov 2026 12:00:30 GMT', 30_000],
    ['Saturday, 21-Nov-26 12:00:30 GMT', 30_000],
    ['Sat Nov 21 12:00:30 2026', 30_000],
    ['Sat, 21 Nov 2026 11:00:00 GMT', 0],
    ['3, 5', 5_000],
    ['5,3', 5_000],
    ['1.5, 2', 2_000],
    ['soon, 4', 4_000],
    [', 4', 4_000],
    ['Sat, 21 Nov 2026 12:00:30 GMT, 10', 30_000],
    ['10, Sat, 21 Nov 2026 12:00:30 GMT', 30_000],
    ['Sat, 21 Nov 2026 12:00:30 GMT, Sat, 21 Nov 2026 12:01:00 GMT', 60_000],
    ['Saturday, 21-Nov-26 12:00:30 GMT, 1', 30_000],
    ['a, b', null],
    ['5;6', null],
    ['NaN', null],
    ['Infinity', null],
    ['0x10', null],
    ['2026-11-21T12:00:30Z', null],
    ['soon', null],
    ['', null],
  ]
  for (const [header, waitMs] of headers)
    it(`${JSON.stringify(header)} asks for ${waitMs === null ? 'no wait' : `${waitMs} ms`}`, () => {
      assert.equal(retryAfterMs(header, nowMs), waitMs)
    })
})
