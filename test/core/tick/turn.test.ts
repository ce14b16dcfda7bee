import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { turned } from '../../../functions/core/tick/turn.ts'
import { fc } from '../../support/property.ts'
import { nowMs } from '../../support/reading.ts'

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index)

/** The items that come first in as many ticks as there are items. */
function firstOnes(size: number, everySeconds: number, startMs: number): ReadonlySet<number | undefined> {
  const ticks = numbers(size).map((count) => startMs + count * everySeconds * 1_000)
  return new Set(ticks.map((tick) => turned(numbers(size), tick, everySeconds)[0]))
}

describe('the order of a tick', () => {
  it('puts everything first within as many ticks as there are items, for every size and cadence', () => {
    const cadence = fc.oneof(
      fc.constantFrom(1, 5, 30, 60, 300, 900, 3_600, 86_400),
      fc.integer({ min: 1, max: 86_400 }),
    )
    const start = fc.integer({ min: 0, max: 4 * nowMs })
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50 }), cadence, start, (size, everySeconds, startMs) => {
        assert.equal(firstOnes(size, everySeconds, startMs).size, size)
      }),
    )
  })

  it('turns at 5m for every size', () => {
    for (const size of numbers(50)) assert.equal(firstOnes(size + 1, 300, nowMs).size, size + 1)
  })

  it('keeps every item, each once and behind the one before it', () => {
    assert.deepEqual(turned(['a', 'b', 'c'], 4_000, 1), ['b', 'c', 'a'])
    assert.deepEqual(turned([], nowMs, 300), [])
  })
})
