import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { chooseFault, type FaultChoice } from '../../chaos/faults/catalogue.ts'
import type { Arming } from '../../chaos/injectors/armed-fault.ts'
import { createInjection } from '../../chaos/injectors/injection.ts'
import { averagePercent, percentAt, type Ramp } from '../../chaos/injectors/ramp.ts'
import { grantLease } from '../../chaos/safety/lease.ts'
import { fc } from '../support/property.ts'

describe('a ramp', () => {
  it('rises evenly, and falls', () => {
    const rates = (ramp: Ramp, percent: number) => [0, 500, 1_000, 2_000].map((ms) => percentAt(percent, ramp, ms))
    assert.deepEqual(rates({ from: 0, overMs: 1_000 }, 100), [0, 50, 100, 100])
    assert.deepEqual(rates({ from: 80, overMs: 2_000 }, 40), [80, 70, 60, 40])
    assert.equal(percentAt(30, null, 0), 30)
  })

  it('has the average of its rates', () => {
    const ramp = fc.record({ from: fc.integer({ min: 0, max: 100 }), overMs: fc.integer({ min: 1, max: 5_000 }) })
    fc.assert(
      fc.property(ramp, fc.integer({ min: 1, max: 100 }), fc.integer({ min: 1, max: 5_000 }), (one, percent, phase) => {
        const steps = 400
        const rates = Array.from({ length: steps }, (_, at) => percentAt(percent, one, ((at + 0.5) * phase) / steps))
        const mean = rates.reduce((sum, rate) => sum + rate, 0) / steps
        assert.ok(Math.abs(mean - averagePercent(percent, one, phase)) < 0.5)
      }),
    )
  })

  it('injects few requests at first and all in the end', () => {
    let nowMs = 0
    const injection = createInjection({ monotonicMs: () => nowMs })
    injection.arm(armingOf({ fault: 'storm', variant: 'retry' }, { ramp: { from: 0, overMs: 8_000 } }))
    const perSecond = Array.from({ length: 10 }, () => {
      const before = injection.counts().injected
      for (let each = 0; each < 200; each += 1) {
        nowMs += 5
        injection.decide(toApi())
      }
      return injection.counts().injected - before
    })
    assert.ok(
      perSecond.slice(0, 8).every((count, second) => Math.abs(count - 200 * ((second + 0.5) / 8)) < 40),
      perSecond.join(),
    )
    assert.deepEqual(perSecond.slice(8), [200, 200])
  })
})

const toApi = () => ({
  plane: 'api' as const,
  method: 'GET',
  path: '/invoices',
  headers: [['authorization', 'Bearer token-of-the-service']] as const,
  caller: 'orders-1',
})

function armingOf(choice: FaultChoice, more: Partial<Arming> = {}): Arming {
  const fault = chooseFault(choice)
  return { fault, lease: grantLease(60), seed: 7, percent: 100, maxInjected: Number.POSITIVE_INFINITY, ...more }
}
