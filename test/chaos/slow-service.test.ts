import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { chooseFault } from '../../chaos/faults/catalogue.ts'
import { measure } from '../../chaos/measures/measure.ts'
import { call, observed, request } from './observed.ts'

const limited = chooseFault({ fault: 'rate.limited', variant: 'silent' })

/** A service that sends its requests some time after each call, and answers a little later. The baseline lasts for `baselineMs`. */
function amplificationOf(
  delayMs: number,
  perCall: { before: number; during: number },
  baselineMs = 3_000,
): number | null {
  const marks = { startedMs: 10_000 - baselineMs, injectedMs: 10_000, removedMs: 13_000, endedMs: 15_000 }
  const times = Array.from({ length: (baselineMs + 5_000) / 100 }, (_, index) => marks.startedMs + index * 100)
  const samples = times.map((at) => call(at, { endedMs: at + delayMs + 50 }))
  const wire = times.flatMap((at) => {
    const isDuring = at >= 10_000 - delayMs && at < 13_000 - delayMs
    return Array.from({ length: isDuring ? perCall.during : perCall.before }, () => request(at + delayMs))
  })
  const counts = { firstInjectedMs: 10_000, lastInjectedMs: 12_900, eligible: 1, injected: 1 }
  const base = observed([], {}, limited)
  const arms = { fault: { samples, wire }, control: { samples, wire: [] } }
  return measure({ ...base, marks, arms, counts: { ...base.counts, ...counts } }).metrics['amplification.api']
}

describe('the amplification of a service that asks its API late, beside a control arm that nobody sees', () => {
  for (const delayMs of [0, 100, 300, 500, 700])
    for (const before of [1, 2])
      it(`is 1 without retries: ${before} requests after ${delayMs} ms`, () => {
        const figure = amplificationOf(delayMs, { before, during: before })
        assert.ok(Math.abs(Number(figure) - 1) <= 0.1, String(figure))
      })

  it('is that of the retries if there are any', () => {
    const figure = amplificationOf(500, { before: 1, during: 3 })
    assert.ok(Math.abs(Number(figure) - 3) <= 0.3, String(figure))
  })

  it('is not lowered by calls of the baseline that a busy machine sent late and all at once', () => {
    const marks = { startedMs: 9_000, injectedMs: 10_000, removedMs: 13_000, endedMs: 15_000 }
    const times = Array.from({ length: 60 }, (_, index) => 9_000 + index * 100)
    const samples = times.map((at) => call(at, { endedMs: Math.max(at, 9_500) + 20 }))
    const wire = times.flatMap((at) =>
      Array.from({ length: at >= 10_000 && at < 13_000 ? 2 : 1 }, () => request(Math.max(at, 9_500))),
    )
    const base = observed([], {}, limited)
    const arms = { fault: { samples, wire }, control: { samples, wire: [] } }
    const counts = { ...base.counts, firstInjectedMs: 10_000, lastInjectedMs: 12_900 }
    const figure = measure({ ...base, marks, arms, counts }).metrics['amplification.api']
    assert.ok(Math.abs(Number(figure) - 2) <= 0.1, String(figure))
  })
})
