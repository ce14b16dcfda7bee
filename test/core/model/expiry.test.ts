import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { keptEnd, readExpiry } from '../../../functions/core/model/expiry.ts'
import {
  type InstantFormat,
  type InstantReading,
  parseInstant,
  readInstant,
} from '../../../functions/core/model/instant.ts'
import { fc } from '../../support/property.ts'
import { nowSeconds } from '../../support/reading.ts'

const firstOfMarch = Date.UTC(2027, 2, 1) / 1_000
const tenOClock = firstOfMarch + 36_000
const hour = 3_600

const formats: InstantFormat[] = ['iso', 'date', 'text', 'epoch_seconds', 'epoch_milliseconds', 'seconds_remaining']

type Table = readonly (readonly [value: unknown, seconds: number | undefined])[]

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
    ['2027-03-01', undefined],
    ['2027-03-01T10:00Z', tenOClock],
    ['2027-03-01 10:00 UTC', tenOClock],
    ['2027-03-01T10:00:00,5Z', tenOClock],
    ['2027-03-01T10:00:00+00', tenOClock],
    ['2027/03/01 10:00:00 UTC', tenOClock],
    ['20270301T100000Z', tenOClock],
    ['1 Mar 2027 10:00:00 GMT', tenOClock],
    ['Mon, 01 Mar 2027 12:00:00 +0200', tenOClock],
    ['Monday, 01-Mar-27 10:00:00 GMT', tenOClock],
    ['Mar  1 10:00:00 2027 GMT', tenOClock],
    ['Mon Mar  1 10:00:00 UTC 2027', tenOClock],
    ['01/03/2027 10:00:00 UTC', undefined],
    ['2027-03-01T10:00:00+25:00', undefined],
    ['20270301', undefined],
    ['+012027-03-01T10:00:00Z', undefined],
    ['1999-12-31T23:59:59Z', undefined],
    ['0001-01-01T00:00:00Z', undefined],
    ['Mon, 01 Mar 2027 10:00:00 GMT', tenOClock],
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
    ['2027-03-01T10:00:00Z', tenOClock],
    ['2027-03-01T10:00:00', undefined],
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
    ['2027-03-01T10:00:00 UTC', tenOClock],
    ['2027-03-01T10:00:00Z', tenOClock],
  ],
  epoch_seconds: [
    [tenOClock, tenOClock],
    [tenOClock + 0.9, tenOClock],
    [String(tenOClock), tenOClock],
    [`${tenOClock}.5`, tenOClock],
    [2_147_483_648, 2_147_483_648],
    [253_402_300_799, 253_402_300_799],
    [253_402_300_800, undefined],
    [0, undefined],
    ['0', undefined],
    [-2, undefined],
    [1, undefined],
    [tenOClock * 1_000, tenOClock],
    [String(tenOClock * 1_000 + 999), tenOClock],
    [tenOClock * 1_000_000, undefined],
    [20_270_301, undefined],
    [20_270_301_100_000, undefined],
    ['20270301', undefined],
    ['202703011000', undefined],
    [202_703_011_000, undefined],
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
    [0, undefined],
    [tenOClock, tenOClock],
    [tenOClock * 1_000_000, undefined],
    ['20270301100000', undefined],
    [20_270_301_100_000, undefined],
    [20_271_301_100_000, 20_271_301_100],
    [-2, undefined],
    [Number.NaN, undefined],
  ],
  seconds_remaining: [
    ['20270301', undefined],
    ['20991231', undefined],
    ['20271301', nowSeconds + 20_271_301],
    [20_270_301, nowSeconds + 20_270_301],
    ['202703011000', undefined],
    [3_600, nowSeconds + 3_600],
    ['3600', nowSeconds + 3_600],
    [0.5, nowSeconds],
    [0, undefined],
    ['0', undefined],
    [tenOClock, undefined],
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

    for (const value of [
      undefined,
      null,
      '',
      -1,
      '-1',
      true,
      false,
      {},
      [],
      [null],
      { at: tenOClock },
      { toString: 1 },
      'never',
      ' ',
    ])
      it(`${JSON.stringify(value)} says nothing`, () => {
        assert.equal(parseInstant(value, format, nowSeconds), undefined)
      })

    it('never makes anything else of any JSON value than a plausible instant or nothing', () => {
      fc.assert(
        fc.property(fc.jsonValue(), (value) => {
          const seconds = parseInstant(value, format, nowSeconds)
          if (seconds === undefined) return true
          return Number.isInteger(seconds) && seconds >= 946_684_800 && seconds < 253_402_300_800
        }),
      )
    })
  })

const instants = fc.integer({ min: 946_684_800, max: 253_402_300_799 })
const iso = (seconds: number) => new Date(seconds * 1_000).toISOString()

describe('an instant that was written by a program', () => {
  const written: readonly (readonly [InstantFormat, (seconds: number) => unknown])[] = [
    ['iso', iso],
    ['text', (seconds) => `${iso(seconds).slice(0, 10)} ${iso(seconds).slice(11, 19)} UTC`],
    ['epoch_seconds', (seconds) => seconds],
    ['epoch_milliseconds', (seconds) => String(seconds * 1_000)],
  ]
  for (const [format, write] of written)
    it(`is read back unchanged from ${format}`, () => {
      fc.assert(
        fc.property(instants, (seconds) => {
          // A number of 14 digits that begins like a date of this century is taken for one.
          fc.pre(format !== 'epoch_milliseconds' || !/^20\d{12}$/.test(String(seconds * 1_000)))
          return parseInstant(write(seconds), format, nowSeconds) === seconds
        }),
      )
    })
})

const midnight = (zone: string | undefined) => readInstant('2027-03-01', { format: 'iso', zone }, nowSeconds)
const atTen = (zone: string | undefined) => readInstant('2027-03-01 10:00:00', { format: 'iso', zone }, nowSeconds)

describe('a date that names no zone', () => {
  it('is the earliest instant that it can mean, marked with the latest', () => {
    assert.deepEqual(atTen(undefined), { at: tenOClock - 14 * hour, latest: tenOClock + 12 * hour })
  })
  it('may mean the whole of its day if it has no time', () => {
    assert.deepEqual(midnight(undefined), { at: firstOfMarch - 14 * hour, latest: firstOfMarch + 36 * hour })
  })
  const zones: readonly (readonly [string, number])[] = [
    ['UTC', 0],
    ['+02:00', 2],
    ['-07:00', -7],
    ['Europe/Berlin', 1],
    ['America/New_York', -5],
    ['Asia/Kolkata', 5.5],
  ]
  for (const [zone, ahead] of zones)
    it(`has the documented zone ${zone}`, () => {
      assert.deepEqual(atTen(zone), { at: tenOClock - ahead * hour })
      assert.deepEqual(midnight(zone), { at: firstOfMarch - ahead * hour })
    })
  it('is the earlier instant in an hour that the clocks show twice', () => {
    const at = readInstant('2026-10-25 02:30:00', { format: 'text', zone: 'Europe/Berlin' }, nowSeconds)
    assert.deepEqual(at, { at: Date.UTC(2026, 9, 25, 0, 30) / 1_000 })
  })
  it('keeps the zone that it does name', () => {
    const at = readInstant('2027-03-01T10:00:00Z', { format: 'iso', zone: 'Asia/Tokyo' }, nowSeconds)
    assert.deepEqual(at, { at: tenOClock })
  })
  it('never comes after what it means in any zone of the world', () => {
    const zones = fc.constantFrom(
      'UTC',
      'Pacific/Kiritimati',
      'Europe/Berlin',
      'America/Los_Angeles',
      '-12:00',
      'Asia/Kolkata',
    )
    fc.assert(
      fc.property(instants, zones, (seconds, zone) => {
        const text = iso(seconds).slice(0, 19).replace('T', ' ')
        const open = readInstant(text, { format: 'iso' }, nowSeconds)
        const exact = readInstant(text, { format: 'iso', zone }, nowSeconds)
        if (open === undefined || exact === undefined) return true
        return open.at <= exact.at && exact.at <= (open.latest ?? open.at)
      }),
    )
  })
})

describe('milliseconds where seconds are documented', () => {
  it('are read as such, in the past too, and so are seconds where milliseconds are documented', () => {
    const upTo2200 = fc.integer({ min: 946_684_800, max: 7_258_118_399 })
    fc.assert(
      fc.property(upTo2200, (seconds) => {
        assert.equal(parseInstant(seconds * 1_000, 'epoch_seconds', nowSeconds), seconds)
        assert.equal(parseInstant(seconds, 'epoch_milliseconds', nowSeconds), seconds)
      }),
    )
  })
})

describe('what a source says of an expiry', () => {
  it('is never a promise, unless the value is documented as never', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(...formats), (value, format) => {
        assert.notEqual(readExpiry('answer', value, { format }, nowSeconds).at, 'never')
      }),
    )
  })
  it('names no character of what cannot be read', () => {
    const said = readExpiry('secret_field', 'marked-7f3a9c', { format: 'iso' }, nowSeconds)
    assert.deepEqual(said, { source: 'secret_field', at: 'unreadable', found: 'a text of 13 characters' })
  })
})

function meaning(expected: number | undefined): string {
  return expected === undefined ? 'says nothing' : `is ${new Date(expected * 1_000).toISOString()}`
}

describe('an end that is kept beside a credential', () => {
  const kept: readonly (readonly [value: unknown, reading: InstantReading, at: number | undefined])[] = [
    ['2027-03-01 10:00:00', { format: 'text', zone: 'UTC' }, Date.UTC(2027, 2, 1, 10) / 1_000],
    ['2027-03-01 10:00:00', { format: 'text', zone: '+02:00' }, Date.UTC(2027, 2, 1, 8) / 1_000],
    ['2027-03-01 10:00:00', { format: 'text', zone: 'Europe/Berlin' }, Date.UTC(2027, 2, 1, 9) / 1_000],
    ['2027-03-01 10:00:00', { format: 'text' }, Date.UTC(2027, 1, 28, 20) / 1_000],
    [0, { format: 'epoch_seconds', never: [0] }, undefined],
    [1_800_000_000, { format: 'epoch_seconds', never: [1_800_000_000] }, undefined],
    [null, { format: 'iso', never: [null] }, undefined],
    [undefined, { format: 'iso' }, undefined],
    ['soon', { format: 'iso' }, undefined],
  ]
  for (const [value, reading, at] of kept)
    it(`is read with its zone and its words for never: ${value} with ${JSON.stringify(reading)}`, () =>
      assert.equal(keptEnd(value, reading, nowSeconds), at))
})
