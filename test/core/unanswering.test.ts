import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { assess } from '../../functions/core/assess.ts'
import type { Probed } from '../../functions/core/probe.ts'
import type { Reading } from '../../functions/core/reading.ts'
import { hostWatch } from '../../functions/core/unanswering.ts'
import { aCheck, aRequest } from '../support/check.ts'
import { aFailure, anAnswer, nowMs } from '../support/reading.ts'

const slow = aCheck({ question: aRequest('https://slow.example/me') })
const other = aCheck({ question: aRequest('https://other.example/me') })
const timedOut = aFailure({ reason: 'timed_out', code: 'deadline', phase: 'first_byte' })

const probed = (reading: Reading): Probed => ({ verdict: assess(slow, [reading], nowMs), readings: [reading] })

/** A watch that saw some readings of the slow host. */
function after(...readings: readonly Reading[]) {
  const watch = hostWatch()
  for (const reading of readings) watch.saw(slow, probed(reading))
  return watch
}

describe('a host that does not answer', () => {
  it('is given up after three time-outs: the rest of its checks cannot be told', () => {
    const given = after(timedOut, timedOut, timedOut).giveUp(slow, nowMs)
    assert.deepEqual([given?.verdict.standing, given?.verdict.reason], ['unknown', 'unreachable'])
    assert.equal(given?.verdict.findings[0]?.detail, 'host_timed_out_for_others (connect)')
  })

  it('is given more than two chances', () => assert.equal(after(timedOut, timedOut).giveUp(slow, nowMs), null))

  it('is not given up for what is no time-out', () => {
    assert.equal(after(aFailure(), aFailure(), aFailure(), anAnswer()).giveUp(slow, nowMs), null)
  })

  it('costs no other host anything', () => {
    const watch = after(timedOut, timedOut, timedOut)
    assert.equal(watch.giveUp(other, nowMs), null)
    assert.equal(watch.giveUp(aCheck({ question: { kind: 'declared' } }), nowMs), null)
  })
})
