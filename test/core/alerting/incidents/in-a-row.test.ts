import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { refusedGoodToken } from '../../../../functions/core/alerting/incidents/unreliable-provider.ts'
import type { Reason } from '../../../../functions/core/model/reason.ts'
import { aCheck } from '../../../support/check.ts'
import { anAnswer, nowMs } from '../../../support/reading.ts'
import { manyChecks, type Simulation, simulate } from '../../../support/simulation.ts'
import { aState, aVerdict } from '../../../support/verdict.ts'

const subjects = ({ messages }: Simulation) => messages.map(({ subject }) => subject)

describe('observations in a row', () => {
  it('are counted by time: three deployments in 90 seconds are one', async () => {
    const world = simulate(manyChecks(1))
    await world.tick(5)
    world.answer(() => 418)
    await world.tick(5)
    for (let deployment = 0; deployment < 3; deployment += 1) await world.tick(0.5)
    await world.tick(0.5, [])
    assert.deepEqual(subjects(world), [])
    for (let tick = 0; tick < 3; tick += 1) await world.tick(5)
    assert.deepEqual(subjects(world), ['ALARM: production/check-0 unrecognized'])
  })

  it('end no incident if the same tick came twice', async () => {
    const world = simulate(manyChecks(1))
    world.answer(() => 401)
    await world.tick(5)
    world.answer(() => 200)
    await world.tick(5)
    await world.tick(0.1)
    assert.equal(subjects(world).length, 1)
    await world.tick(5)
    assert.equal(subjects(world).at(-1), 'OK: production/check-0 is good again')
  })
})

describe('a token that was refused and is valid again', () => {
  const hour = 3_600_000
  const cases: readonly (readonly [title: string, reason: Reason, agoMs: number, isLie: boolean])[] = [
    ['rejected at the tick before', 'rejected', 300_000, true],
    ['revoked an hour ago', 'revoked', hour, true],
    ['rejected for three hours: somebody enabled it again', 'rejected', 3 * hour, false],
    ['suspended at the tick before: its account was unlocked', 'suspended', 300_000, false],
  ]
  for (const [title, reason, agoMs, isLie] of cases)
    it(`${isLie ? 'shows' : 'does not show'} that its provider refuses valid tokens: ${title}`, () => {
      const previous = aState({ standing: 'invalid', reason, since: nowMs - agoMs })
      const probed = { verdict: aVerdict('healthy'), readings: [anAnswer()] }
      assert.equal(refusedGoodToken(aCheck(), probed, previous), isLie)
    })
})
