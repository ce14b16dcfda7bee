import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { isDue, type ProbeTask, tasksOf } from '../../../functions/core/tick/task.ts'
import { aCheck, aDeployment } from '../../support/check.ts'
import { nowMs } from '../../support/reading.ts'

const deployment = aDeployment([aCheck()])
const tick = nowMs
const heartbeat: ProbeTask = { task: 'heartbeat', cadence: '5m', tick }
const canaries: ProbeTask = { task: 'canaries', tick }
const review: ProbeTask = { task: 'review', location: '*', checks: [], tick, delaySeconds: 0 }

/** A task, the seconds since its tick, and true if it is run. */
const cases: readonly (readonly [string, ProbeTask, number, boolean])[] = [
  ['a heartbeat in time', heartbeat, 60, true],
  ['a heartbeat that would speak of another minute', heartbeat, 61, false],
  ['a heartbeat of a cadence that the config does not have', { ...heartbeat, cadence: '7m' }, 0, false],
  ['the canaries in time', canaries, 60, true],
  ['the canaries of a tick that is gone', canaries, 61, false],
  ['a task of a clock that is a little ahead', canaries, -60, true],
  ['a task of a clock that is wrong', canaries, -61, false],
  ['a review that waited behind batches', review, 1_800, true],
  ['a review of half an hour ago', review, 1_801, false],
]

describe('a task', () => {
  for (const [what, task, seconds, isDone] of cases)
    it(`is ${isDone ? 'run' : 'dropped'}: ${what}`, () =>
      assert.equal(isDue(task, deployment, tick + seconds * 1_000), isDone))
})

describe('the reviews of one tick', () => {
  /** Delays of reviews that hold 20 checks each. */
  const delaysOf = (reviews: number): readonly number[] => {
    const checks = Array.from({ length: reviews * 20 }, (_, index) => aCheck({ id: `id-${index}`, overlapSeconds: 60 }))
    const tasks = tasksOf(aDeployment(checks), { cadence: '5m', tick, complete: false, previous: null })
    return tasks.flatMap((task) => (task.task === 'review' ? [task.delaySeconds] : []))
  }

  it('start 5 seconds apart', () => assert.deepEqual(delaysOf(4), [0, 5, 10, 15]))

  it('start closer together if they would wait longer than a message may', () => {
    const delays = delaysOf(400)
    assert.deepEqual([delays.length, delays[1], delays[4], delays.at(-1)], [400, 2, 9, 897])
  })
})
