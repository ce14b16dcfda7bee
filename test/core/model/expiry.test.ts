import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type InstantFormat, parseInstant } from '../../../functions/core/model/expiry.ts'
import { fc } from '../../support/property.ts'
import { nowSeconds } from '../../support/reading.ts'

const firstOfMarch = Date.UTC(2027, 2, 1) / 1_000
const tenOClock = firstOfMarch + 36_000

const formats: InstantFormat[] = ['iso', 'date', 'text', 'epoch_seconds', 'epoch_milliseconds', 'seconds_remaining']

type Table = readonly (readonly [value: unknown, seconds: number | 'never' | undefined])[]

const tables: Readonly<Record<InstantFormat, Table>> = {
  iso: [
    ['2027-03-01T10:00:00Z', tenOClock],
    ['2027-03-01t10:00:00z', tenOClock],
    ['2027-03-01 10:00:00Z', tenOClock],
    ['2027-03-01T10:00:00.999Z', tenOClock],
    ['2027-03-01T10:00:00.123456789+00:00', tenOClock],
    ['2027-03-01T12:00:00+02:00', tenOClock],
    ['2027-03-01T12:00:00+0200', tenOClock],
    ['2027-02-28T23:00:00-11:00', tenOClock],
    ['2028-02-29T00:00:00Z', Date.UTC(2028, 1, 29) / 1_000],
    ['2038-01-19T03:14:08Z', 2_147_483_648],
    ['9999-12-31T23:59:59Z', 253_402_300_799],
    ['2027-02-29T00:00:00Z', undefined],
    ['2027-02-30T00:00:00Z', undefined],
    ['2027-04-31T00:00:00+02:00', undefined],
    ['2027-13-01T00:00:00Z', undefined],
    ['2027-03-01T25:00:00Z', undefined],
    ['2027-03-01T23:59:60Z', undefined],
    ['2027-03-01T10:00:00', undefined],
    ['2027-03-01T10:00Z', undefined],
    ['2027-03-01', undefined],
    ['+012027-03-01T10:00:00Z', undefined],
    ['1999-12-31T23:59:59Z', undefined],
    ['0001-01-01T00:00:00Z', undefined],
    ['Mon, 01 Mar 2027 10:00:00 GMT', undefined],
    ['2027-03-01T10:00:00Z trailing', undefined],
    [tenOClock, undefined],
  ],
  date: [
    ['2027-03-01', firstOfMarch],
    ['2028-02-29', Date.UTC(2028, 1, 29) / 1_000],
    ['9999-12-31', Date.UTC(9999, 11, 31) / 1_000],
    ['2027-02-30', undefined],
    ['2027-3-1', undefined],
    ['01.03.2027', undefined],
    ['2027-03-01T10:00:00Z', undefined],
    ['1999-12-31', undefined],
    [20_270_301, undefined],
    [['2027-03-01'], undefined],
  ],
  text: [
    ['2027-03-01 10:00:00 UTC', tenOClock],
    ['2027-03-01 03:00:00 -0700', tenOClock],
    ['2027-03-01 03:00:00 -07:00', tenOClock],
    ['2027-03-01 15:30:00 +0530', tenOClock],
    ['2027-02-30 10:00:00 UTC', undefined],
    ['2027-03-01 10:00:00', undefined],
    ['2027-03-01 10:00:00 CET', undefined],
    ['2027-03-01T10:00:00 UTC', undefined],
  ],
  epoch_seconds: [
    [tenOClock, tenOClock],
    [tenOClock + 0.9, tenOClock],
    [String(tenOClock), tenOClock],
    [`${tenOClock}.5`, tenOClock],
    [2_147_483_648, 2_147_483_648],
    [253_402_300_799, 253_402_300_799],
    [253_402_300_800, undefined],
    [0, 'never'],
    ['0', 'never'],
    [-2, undefined],
    [1, undefined],
    [tenOClock * 1_000, undefined],
    ['1.8e9', undefined],
    ['soon', undefined],
    [' 1803895200', undefined],
    [Number.NaN, undefined],
    [Number.POSITIVE_INFINITY, undefined],
  ],
  epoch_milliseconds: [
    [tenOClock * 1_000, tenOClock],
    [tenOClock * 1_000 + 999, tenOClock],
    [String(tenOClock * 1_000), tenOClock],
    [0, 'never'],
    [tenOClock, undefined],
    [tenOClock * 1_000_000, undefined],
    [-2, undefined],
    [Number.NaN, undefined],
  ],
  seconds_remaining: [
    [3_600, nowSeconds + 3_600],
    ['3600', nowSeconds + 3_600],
    [0.5, nowSeconds],
    [0, 'never'],
    ['0', 'never'],
    [-3_600, undefined],
    [1e15, undefined],
    [Number.POSITIVE_INFINITY, undefined],
  ],
}

for (const format of formats)
  describe(`an instant in the format ${format}`, () => {
    for (const [value, expected] of tables[format])
      it(`${JSON.stringify(value)} ${meaning(expected)}`, () => {
        assert.equal(parseInstant(value, format, nowSeconds), expected)
      })

    for (const value of [null, '', -1, '-1'])
      it(`${JSON.stringify(value)} means that it never expires`, () => {
        assert.equal(parseInstant(value, format, nowSeconds), 'never')
      })

    for (const value of [undefined, true, false, {}, [], [null], { at: tenOClock }, { toString: 1 }, 'never', ' '])
      it(`${JSON.stringify(value)} means nothing`, () => {
        assert.equal(parseInstant(value, format, nowSeconds), undefined)
      })

    it('turns any JSON value into a plausible instant, never or nothing', () => {
      fc.assert(
        fc.property(fc.jsonValue(), (value) => {
          const seconds = parseInstant(value, format, nowSeconds)
          if (typeof seconds !== 'number') return seconds === 'never' || seconds === undefined
          return Number.isInteger(seconds) && seconds >= 946_684_800 && seconds < 253_402_300_800
        }),
      )
    })
  })

describe('an instant that was written by a program', () => {
  const instants = fc.integer({ min: 946_684_800, max: 253_402_300_799 })
  const iso = (seconds: number) => new Date(seconds * 1_000).toISOString()
  const written: readonly (readonly [InstantFormat, (seconds: number) => unknown])[] = [
    ['iso', iso],
    ['text', (seconds) => `${iso(seconds).slice(0, 10)} ${iso(seconds).slice(11, 19)} UTC`],
    ['epoch_seconds', (seconds) => seconds],
    ['epoch_milliseconds', (seconds) => String(seconds * 1_000)],
  ]
  for (const [format, write] of written)
    it(`is read back unchanged from ${format}`, () => {
      fc.assert(fc.property(instants, (seconds) => parseInstant(write(seconds), format, nowSeconds) === seconds))
    })
})

function meaning(expected: number | 'never' | undefined): string {
  if (expected === 'never') return 'says that it never expires'
  return expected === undefined ? 'says nothing' : `is ${new Date(expected * 1_000).toISOString()}`
}
