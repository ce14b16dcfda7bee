import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { acknowledge } from '../../../../functions/core/alerting/incidents/acknowledge.ts'
import { type Answers, manyChecks, type Simulation, simulate } from '../../../support/simulation.ts'

/** The API answers 423 for a locked account, and 401 for a token that it refuses. */
const locked = { status: 423, when: null, means: 'suspended' } as const

const pagesOf = ({ messages }: Simulation, check: string) =>
  messages.filter(({ to, subject }) => to === 'page' && subject.includes(check)).map(({ subject }) => subject)

const dies = 'ALARM: production/check-1 rejected'

/** Answers of an account that is unlocked between two requests of one probe, while another token dies. */
function unlockedBetweenRequests(): Answers {
  let asked = 0
  return (check) => {
    if (check !== 'check-0') return 401
    asked += 1
    return asked === 1 ? 423 : 200
  }
}

describe('an account that is unlocked while another token of its provider dies', () => {
  it('delays the death by nothing, if it is unlocked between two requests of one probe', async () => {
    const world = simulate(manyChecks(2, { answers: [locked] }))
    await world.tick(5)
    world.answer(unlockedBetweenRequests())
    await world.tick(5)
    assert.deepEqual(pagesOf(world, 'check-1'), [dies])
  })

  it('delays the death by nothing, if it is unlocked between two ticks', async () => {
    const world = simulate(manyChecks(2, { answers: [locked] }))
    await world.tick(5)
    world.answer((check) => (check === 'check-0' ? 423 : 200))
    await world.tick(5)
    world.answer((check) => (check === 'check-0' ? 200 : 401))
    await world.tick(5)
    assert.deepEqual(pagesOf(world, 'check-1'), [dies])
  })

  it('delays the death by nothing, if somebody has acknowledged its refusal', async () => {
    const world = simulate(manyChecks(2))
    await world.tick(5)
    world.answer((check) => (check === 'check-0' ? 401 : 200))
    await world.tick(5)
    await acknowledge('production/check-0', 'sam', { ...world.stores, now: world.now })
    world.answer((check) => (check === 'check-0' ? 200 : 401))
    await world.tick(5)
    assert.deepEqual(pagesOf(world, 'check-1'), [dies])
  })
})

describe('a token that is accepted again long after it was refused', () => {
  it('delays no death: the tick before is no evidence of a lie if it is old', async () => {
    const world = simulate(manyChecks(2))
    await world.tick(5)
    world.answer((check) => (check === 'check-0' ? 401 : 200))
    await world.tick(5)
    world.answer((check) => (check === 'check-0' ? 200 : 401))
    await world.tick(90)
    assert.deepEqual(pagesOf(world, 'check-1'), [dies])
  })

  it('is evidence of a lie if it is accepted at the next tick', async () => {
    const world = simulate(manyChecks(2))
    await world.tick(5)
    world.answer((check) => (check === 'check-0' ? 401 : 200))
    await world.tick(5)
    world.answer((check) => (check === 'check-0' ? 200 : 401))
    await world.tick(5)
    assert.deepEqual(pagesOf(world, 'check-1'), [])
  })
})
