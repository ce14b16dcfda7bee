import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { isDue, type ProbeTask } from '../../../functions/core/tick/task.ts'
import { aCheck, aDeployment } from '../../support/check.ts'
import { nowMs } from '../../support/reading.ts'

const deployment = aDeployment([aCheck()])
const tick = nowMs
const heartbeat: ProbeTask = { task: 'heartbeat', cadence: '5m', tick }
const canaries: ProbeTask = { task: 'canaries', tick }
const review: ProbeTask = { task: 'review', location: '*', checks: [], tick, delaySeconds: 0 }

/** What is asked, how many seconds after its tick, and whether it is done. */
const cases: readonly (readonly [string, ProbeTask, number, boolean])[] = [
  ['a heartbeat in time', heartbeat, 60, true],
  ['a heartbeat that would speak of another minute', heartbeat, 61, false],
  ['a heartbeat of a cadence that the config does not have', { ...heartbeat, cadence: '7m' }, 0, false],
  ['the canaries in time', canaries, 60, true],
  ['the canaries of a tick that is gone', canaries, 61, false],
  ['an errand of a clock that is a little ahead', canaries, -60, true],
  ['an errand of a clock that is wrong', canaries, -61, false],
  ['a review that waited behind batches', review, 1_800, true],
  ['a review of half an hour ago', review, 1_801, false],
]

describe('an errand', () => {
  for (const [what, task, seconds, isDone] of cases)
    it(`is ${isDone ? 'run' : 'dropped'}: ${what}`, () =>
      assert.equal(isDue(task, deployment, tick + seconds * 1_000), isDone))
})
