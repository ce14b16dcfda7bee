import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Reading } from '../../../functions/core/model/reading.ts'
import { assess } from '../../../functions/core/probe/assess.ts'
import { hostCircuitBreaker } from '../../../functions/core/probe/host-circuit-breaker.ts'
import type { Probed } from '../../../functions/core/probe/probe.ts'
import { aCheck, aRequest } from '../../support/check.ts'
import { aFailure, anAnswer, nowMs } from '../../support/reading.ts'

const slow = aCheck({ question: aRequest('https://slow.example/me') })
const other = aCheck({ question: aRequest('https://other.example/me') })
const timedOut = aFailure({ reason: 'timed_out', code: 'deadline', phase: 'first_byte' })

const probed = (reading: Reading): Probed => ({ verdict: assess(slow, [reading], nowMs), readings: [reading] })

/** A circuit breaker after some readings of the slow host. */
function having(...readings: readonly Reading[]) {
  const watch = hostCircuitBreaker()
  for (const reading of readings) watch.saw(slow, probed(reading))
  return watch
}

describe('a host that does not answer', () => {
  it('is skipped after three timeouts: the rest of its checks are unknown', () => {
    const given = having(timedOut, timedOut, timedOut).giveUp(slow, nowMs)
    assert.deepEqual([given?.verdict.standing, given?.verdict.reason], ['unknown', 'unreachable'])
    assert.equal(given?.verdict.findings[0]?.detail, 'host_timed_out_for_others (connect)')
  })

  it('is not skipped after two timeouts', () => assert.equal(having(timedOut, timedOut).giveUp(slow, nowMs), null))

  it('is not skipped after other failures', () => {
    assert.equal(having(aFailure(), aFailure(), aFailure(), anAnswer()).giveUp(slow, nowMs), null)
  })

  it('does not affect another host', () => {
    const watch = having(timedOut, timedOut, timedOut)
    assert.equal(watch.giveUp(other, nowMs), null)
    assert.equal(watch.giveUp(aCheck({ question: { kind: 'declared' } }), nowMs), null)
  })
})

describe('a host that asks to wait', () => {
  const limited = (retryAfterSeconds: number | null) =>
    anAnswer({ status: 429, meaning: 'rate_limited', rule: 'rate-limit', retryAfterSeconds })

  it('is waited for if the wait is short', () => {
    const watch = having(limited(3))
    assert.equal(watch.pauseMs(slow, nowMs + 1_000), 2_000)
    assert.equal(watch.pauseMs(slow, nowMs + 4_000), 0)
    assert.equal(watch.giveUp(slow, nowMs), null)
  })
  it('is skipped for the rest of the batch if the wait is long', () => {
    const watch = having(limited(60))
    assert.equal(watch.giveUp(slow, nowMs)?.verdict.reason, 'rate_limited')
    assert.equal(watch.pauseMs(slow, nowMs), 0)
    assert.equal(watch.giveUp(slow, nowMs + 56_000), null)
  })
  it('is given the longest of its waits', () => {
    assert.equal(having(limited(60), limited(1)).giveUp(slow, nowMs)?.verdict.reason, 'rate_limited')
  })
  it('does not affect other hosts, and is asked again if it names no wait', () => {
    assert.equal(having(limited(60)).giveUp(other, nowMs), null)
    assert.equal(having(limited(null)).giveUp(slow, nowMs), null)
  })
})
