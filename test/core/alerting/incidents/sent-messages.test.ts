import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { deploymentMetrics } from '../../../../functions/core/model/metric-names.ts'
import { declaring } from '../../../support/check.ts'
import { nowMs } from '../../../support/reading.ts'
import { manyChecks, type Simulation, simulate } from '../../../support/simulation.ts'

async function ticks(world: Simulation, count: number): Promise<void> {
  for (let tick = 0; tick < count; tick += 1) await world.tick(5).catch(() => null)
}

const heard = ({ messages }: Simulation, from = 0) => messages.slice(from).map(({ to, subject }) => `${to} ${subject}`)

/** Lets SNS refuse a message that is decided, then accept it while the table takes no write. */
async function decideThenLose(world: Simulation, decide: () => void): Promise<void> {
  world.deafen(true)
  decide()
  await ticks(world, 5)
  world.deafen(false)
  world.loseTable('writes')
}

describe('while the table takes no write, a message that waits is sent once an hour', () => {
  const nearEnd = { expiry: declaring({ expires: nowMs / 1_000 + 20 * 86_400 }) }

  it('if it is a group of notices', async () => {
    const world = simulate(manyChecks(3))
    await ticks(world, 1)
    await decideThenLose(world, () => world.redeploy(manyChecks(3, nearEnd), 'near'))
    await ticks(world, 11)
    assert.deepEqual(heard(world), ['notice ALARM: 3 credentials of production need attention'])
    await ticks(world, 3)
    assert.equal(world.messages.length, 2)
    world.loseTable('nothing')
    await ticks(world, 30)
    assert.equal(world.messages.length, 2)
  })

  it('if it is the page of an alert storm', async () => {
    const world = simulate(manyChecks(12))
    await ticks(world, 2)
    await decideThenLose(world, () => world.answer(() => 401))
    await ticks(world, 11)
    assert.deepEqual(
      heard(world).filter((one) => one.includes('storm')),
      ['page ALARM: alert storm of api.example: 12 of 12 credentials are invalid'],
    )
  })

  it('if it is the end of an alert storm', async () => {
    const world = simulate(manyChecks(12))
    await ticks(world, 2)
    world.answer(() => 401)
    await ticks(world, 3)
    const before = world.messages.length
    await decideThenLose(world, () => world.answer(() => 200))
    await ticks(world, 11)
    assert.deepEqual(heard(world, before), ['page OK: alert storm of api.example is over'])
  })

  it('if it is the end of a check that was removed', async () => {
    const world = simulate(manyChecks(3))
    await ticks(world, 2)
    world.answer(() => 401)
    await ticks(world, 3)
    const before = world.messages.length
    await decideThenLose(world, () => world.redeploy(manyChecks(1), 'fewer'))
    await ticks(world, 11)
    assert.deepEqual(heard(world, before), [
      'page OK: production/check-1 is no longer watched',
      'page OK: production/check-2 is no longer watched',
    ])
  })
})

describe('an alert storm that is over before anybody could be notified', () => {
  it('names those that it was about', async () => {
    const world = simulate(manyChecks(12))
    await ticks(world, 2)
    world.deafen(true)
    world.answer(() => 401)
    await ticks(world, 3)
    world.answer(() => 200)
    await ticks(world, 4)
    world.deafen(false)
    await ticks(world, 2)
    assert.deepEqual(heard(world), [
      'page ALARM: alert storm of api.example: 12 of 12 credentials are invalid',
      'page OK: alert storm of api.example is over',
    ])
  })
})

describe('the metric of pages', () => {
  const pagesOf = ({ metrics }: Simulation) =>
    metrics
      .filter(({ name }) => name === deploymentMetrics.pagesSent)
      .reduce((sum, { values }) => sum + values.reduce((total, value) => total + value, 0), 0)

  it('counts those of alert storms, sent by a batch or by a tick, and their ends', async () => {
    const world = simulate(manyChecks(12))
    await ticks(world, 2)
    world.answer(() => 401)
    await ticks(world, 3)
    world.answer(() => 200)
    await ticks(world, 5)
    assert.deepEqual([pagesOf(world), world.messages.filter(({ to }) => to === 'page').length], [3, 3])
  })

  it('counts the ends that the first tick of a config sends', async () => {
    const world = simulate(manyChecks(3))
    await ticks(world, 2)
    world.answer(() => 401)
    await ticks(world, 3)
    world.redeploy(manyChecks(1), 'fewer')
    await ticks(world, 4)
    const pages = world.messages.filter(({ to }) => to === 'page').length
    assert.deepEqual([pagesOf(world), pages], [5, 5])
  })
})
