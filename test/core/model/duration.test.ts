import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { formatDuration, parseDuration, spellDuration } from '../../../functions/core/model/duration.ts'
import { fc } from '../../support/property.ts'

describe('a duration in a config', () => {
  const durations: [string, number | undefined][] = [
    ['1s', 1],
    ['90s', 90],
    ['5m', 300],
    ['12h', 43_200],
    ['30d', 2_592_000],
    ['2w', 1_209_600],
    ['999999999s', 999_999_999],
    ['0s', undefined],
    ['05m', undefined],
    ['-5m', undefined],
    ['1.5h', undefined],
    ['5 m', undefined],
    ['5M', undefined],
    ['5ms', undefined],
    ['5', undefined],
    ['m', undefined],
    ['5m\n', undefined],
    ['1h30m', undefined],
    ['1000000000s', undefined],
    ['', undefined],
  ]
  for (const [text, seconds] of durations)
    it(`${JSON.stringify(text)} is ${seconds === undefined ? 'refused' : `${seconds} seconds`}`, () => {
      assert.equal(parseDuration(text), seconds)
    })
})

describe('a duration for people', () => {
  const spans: [number, string][] = [
    [0, '0s'],
    [0.9, '0s'],
    [-60, '0s'],
    [59, '59s'],
    [60, '1m'],
    [90, '1m 30s'],
    [3_600, '1h'],
    [3_601, '1h'],
    [86_399, '23h 59m'],
    [273_600, '3d 4h'],
    [30 * 86_400, '30d'],
    [400 * 86_400 + 59, '400d'],
  ]
  for (const [seconds, text] of spans)
    it(`${seconds} seconds read as ${text}`, () => assert.equal(formatDuration(seconds), text))
})

describe('the spelling of a duration', () => {
  it('uses the largest unit that divides it', () => {
    assert.deepEqual([1, 90, 300, 5_400, 7_200, 86_400, 3_661].map(spellDuration), [
      '1s',
      '90s',
      '5m',
      '90m',
      '2h',
      '1d',
      '3661s',
    ])
  })

  it('is read back as the same number of seconds', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 999_999_999 }), (seconds) => {
        assert.equal(parseDuration(spellDuration(seconds)), seconds)
      }),
    )
  })
})
