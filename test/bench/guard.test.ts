import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { isBench } from './support/benches.ts'
import { betterRatio, guardRatios, type Ratios } from './support/guard.ts'
import { atLeast, atMost, noted } from './support/row.ts'

const lower = (value: number) => ({ value, better: 'lower' }) as const
const higher = (value: number) => ({ value, better: 'higher' }) as const

describe('the guard of the benches', () => {
  const cases: readonly (readonly [title: string, kept: Ratios, measured: Ratios, outcome: string])[] = [
    ['an equal ratio', { a: { start: lower(1.8) } }, { a: { start: lower(1.8) } }, 'held'],
    ['a start that takes a fifth longer', { a: { start: lower(1) } }, { a: { start: lower(1.2) } }, 'held'],
    ['a start that takes a third longer', { a: { start: lower(1) } }, { a: { start: lower(1.34) } }, 'worse'],
    ['a better start', { a: { start: lower(2) } }, { a: { start: lower(0.5) } }, 'held'],
    ['a rate that falls by a sixth', { a: { rate: higher(0.6) } }, { a: { rate: higher(0.5) } }, 'held'],
    ['a rate that falls by a third', { a: { rate: higher(0.6) } }, { a: { rate: higher(0.4) } }, 'worse'],
    ['a better rate', { a: { rate: higher(0.6) } }, { a: { rate: higher(2) } }, 'held'],
    ['a rate of nothing', { a: { rate: higher(0.6) } }, { a: { rate: higher(0) } }, 'worse'],
    ['a ratio that is no number', { a: { rate: higher(0.6) } }, { a: { rate: higher(Number.NaN) } }, 'worse'],
    ['a bench that failed', { a: { rate: higher(0.6) } }, { a: {} }, 'not measured'],
    ['a bench that is gone', { a: { rate: higher(0.6) } }, {}, 'not measured'],
    ['a new ratio', {}, { a: { rate: higher(0.6) } }, 'not kept'],
  ]
  for (const [title, kept, measured, outcome] of cases)
    it(`calls ${title} ${outcome}`, () => {
      assert.deepEqual(
        guardRatios(kept, measured).map((guarded) => guarded.outcome),
        [outcome],
      )
    })

  it('takes the better of two measurements', () => {
    assert.equal(betterRatio(lower(2), lower(1)).value, 1)
    assert.equal(betterRatio(higher(2), higher(1)).value, 2)
    assert.equal(betterRatio(higher(2), undefined).value, 2)
  })

  it('compares what has the unit of a ratio, in the direction of its bar', () => {
    assert.deepEqual(atMost('start', 1.5, 2, 'x').ratio, lower(1.5))
    assert.deepEqual(atLeast('rate', 0.7, 0.8, 'x').ratio, higher(0.7))
    assert.deepEqual([atMost('start', 1.5, 2, 's').ratio, noted('start', 1.5, 'x').ratio], [undefined, undefined])
  })

  it('keeps ratios of benches that there are', () => {
    const kept = JSON.parse(readFileSync(new URL('./ratios.json', import.meta.url), 'utf8'))
    assert.ok(Object.keys(kept).length >= 4)
    assert.deepEqual(
      Object.keys(kept).filter((name) => !isBench(name)),
      [],
    )
  })
})
