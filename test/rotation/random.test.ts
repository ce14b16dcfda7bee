import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { fc, runsOf } from '../support/property.ts'
import { type RotationLab, startRotationLab } from '../support/rotation-lab.ts'
import { schedule } from './random-moves.ts'
import { runSchedule } from './random-world.ts'

let lab: RotationLab
before(async () => {
  lab = await startRotationLab('memory')
})
after(() => lab.close())

describe('a rotation among kills, people, faults and jumps of time', () => {
  it('keeps its rules at every call, and ends settled or paged', async () => {
    await fc.assert(
      fc.asyncProperty(schedule, async (random) => assert.deepEqual(await runSchedule(lab, random), [])),
      { numRuns: runsOf(40) },
    )
  })
})
