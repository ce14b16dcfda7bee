import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { grantLease, longestLeaseSeconds } from '../../chaos/safety/lease.ts'
import { fc } from '../support/property.ts'

describe('a lease', () => {
  it('ends after its time, however often it is renewed, and earlier if its holder is silent', () => {
    const steps = fc.array(fc.record({ waitMs: fc.integer({ min: 1, max: 20_000 }), renews: fc.boolean() }), {
      maxLength: 60,
    })
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 120 }),
        fc.integer({ min: 1, max: 40 }),
        steps,
        (seconds, silence, made) => {
          let nowMs = 0
          let heardMs = 0
          const lease = grantLease(seconds, { silence, monotonicMs: () => nowMs })
          let isOver = false
          for (const { waitMs, renews } of made) {
            nowMs += waitMs
            const shouldBeOver: boolean = isOver || nowMs >= seconds * 1_000 || nowMs - heardMs >= silence * 1_000
            assert.equal(lease.isLive(), !shouldBeOver)
            isOver = shouldBeOver
            if (renews) lease.renew()
            if (renews && !isOver) heardMs = nowMs
          }
        },
      ),
    )
  })

  it('reports how it ended, and the first end counts', () => {
    const lease = grantLease(10, { monotonicMs: () => 0 })
    lease.end('stopped')
    lease.end('removed')
    assert.equal(lease.ended(), 'stopped')
  })

  it('cannot be longer than 15 minutes', () => {
    assert.throws(() => grantLease(longestLeaseSeconds + 1), RangeError)
    assert.throws(() => grantLease(0), RangeError)
  })
})
