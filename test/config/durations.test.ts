import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { formatDuration, parseDuration } from '../../functions/core/model/duration.ts'
import { fc } from '../support/property.ts'

const secondsIn = { s: 1, m: 60, h: 3_600, d: 86_400, w: 604_800 } as const
const unit = fc.constantFrom('s', 'm', 'h', 'd', 'w')

describe('a duration', () => {
  it('counts its unit', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 999_999_999 }), unit, (count, unit) => {
        assert.equal(parseDuration(`${count}${unit}`), count * secondsIn[unit])
      }),
    )
  })

  it('is read back as it was printed, if one unit is enough to print it', () => {
    const printable = fc.oneof(
      fc.integer({ min: 1, max: 59 }).map((count) => count),
      fc.integer({ min: 1, max: 59 }).map((count) => count * secondsIn.m),
      fc.integer({ min: 1, max: 23 }).map((count) => count * secondsIn.h),
      fc.integer({ min: 1, max: 9_999 }).map((count) => count * secondsIn.d),
    )
    fc.assert(fc.property(printable, (seconds) => assert.equal(parseDuration(formatDuration(seconds)), seconds)))
  })

  it('is printed in its two largest units, rounded down', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10 ** 9 }), (seconds) => {
        const parts = formatDuration(seconds).split(' ')
        const printed = parts.reduce((sum, part) => sum + (parseDuration(part) ?? Number.NaN), 0)
        assert.ok(parts.length <= 2)
        assert.ok(printed <= seconds && seconds - printed < secondsIn.h, `${seconds} became ${printed}`)
      }),
    )
  })

  it('is refused in any other form', () => {
    for (const text of [
      '',
      '0s',
      '5',
      'm',
      '5 m',
      '1.5h',
      '-1d',
      '5M',
      '1d12h',
      '+5m',
      '05m',
      '1e3s',
      '9999999999s',
      '５m',
    ])
      assert.equal(parseDuration(text), undefined, text)
  })
})
