import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Check } from '../../../functions/core/model/check.ts'
import { declaring } from '../../support/check.ts'
import { nowMs } from '../../support/reading.ts'
import { manyChecks, type Simulation, simulate } from '../../support/simulation.ts'

const inShadow: Partial<Check> = { paging: 'shadow' }

const heard = ({ messages }: Simulation) => messages.map(({ to, subject }) => `${to} ${subject}`)
const recorded = ({ shadow }: Simulation) =>
  shadow.map(
    ({ to, kind, isEnd, checks }) => `${to} ${kind}${isEnd ? ' (end)' : ''} ${checks.map(({ key }) => key).join()}`,
  )

async function ticks(world: Simulation, count: number): Promise<void> {
  for (let tick = 0; tick < count; tick += 1) await world.tick(5)
}

async function dying(world: Simulation): Promise<Simulation> {
  await ticks(world, 1)
  world.answer(() => 401)
  await ticks(world, 3)
  return world
}

describe('a check in the shadow', () => {
  it('is judged, and its messages are recorded instead of sent, from the beginning to the end', async () => {
    const world = await dying(simulate(manyChecks(1, inShadow)))
    assert.equal(world.stores.stateOf('production/check-0')?.reason, 'rejected')
    assert.equal((await world.gate('recorded')).ruling, 'refuse')
    world.answer(() => 200)
    await ticks(world, 3)
    assert.deepEqual(
      [heard(world), recorded(world)],
      [[], ['page open production/check-0', 'page resolve (end) production/check-0']],
    )
    assert.match(world.shadow[0]?.headline ?? '', /^The credential production\/check-0 is rejected by its API/)
  })

  it('has its reminders and notices recorded too, grouped as they would be', async () => {
    const expiry = declaring({ expires: nowMs / 1_000 + 20 * 86_400 })
    const world = simulate(manyChecks(2, { ...inShadow, expiry }))
    await ticks(world, 3)
    assert.deepEqual([heard(world), recorded(world)], [[], ['notice open production/check-1,production/check-0']])
  })

  it('never shares a message with a check that people are notified of', async () => {
    const expiry = declaring({ expires: nowMs / 1_000 + 20 * 86_400 })
    const world = simulate([...manyChecks(1, { expiry }, 'live-'), ...manyChecks(1, { ...inShadow, expiry })])
    await ticks(world, 3)
    assert.deepEqual(
      [heard(world), recorded(world)],
      [['notice ALARM: production/live-0 expiring'], ['notice open production/check-0']],
    )
  })

  it('is no part of an alert storm or an outage that people are notified of', async () => {
    const world = await dying(simulate([...manyChecks(9, inShadow), ...manyChecks(1, {}, 'live-')]))
    assert.deepEqual(heard(world), ['page ALARM: production/live-0 rejected'])
    assert.equal(recorded(world).length, 1)
    assert.match(world.shadow[0]?.headline ?? '', /^\d of 10 credentials of api.example became invalid at once/)
    const away = simulate(manyChecks(5, inShadow))
    away.answer(() => 503)
    await ticks(away, 6)
    assert.deepEqual(heard(away), [])
  })

  it('has its outage recorded once for its provider, beside the one that people are notified of', async () => {
    const world = simulate([...manyChecks(3, inShadow), ...manyChecks(2, {}, 'live-')])
    await ticks(world, 1)
    world.answer(() => 503)
    await ticks(world, 6)
    world.answer(() => 200)
    await ticks(world, 3)
    assert.deepEqual(heard(world), [
      'notice ALARM: api.example: 2 credentials cannot be judged',
      'notice OK: api.example can be judged again',
    ])
    const all = 'production/check-0,production/check-1,production/check-2'
    assert.deepEqual(
      world.shadow.map(({ to, kind, isEnd, checks }) => [
        to,
        kind,
        isEnd,
        checks
          .map(({ key }) => key)
          .toSorted()
          .join(),
      ]),
      [
        ['notice', 'open', false, all],
        ['notice', 'resolve', true, all],
      ],
    )
  })

  it('pages when it leaves the shadow while it is still dead', async () => {
    const world = await dying(simulate(manyChecks(1, inShadow)))
    world.redeploy(manyChecks(1), 'live')
    await ticks(world, 2)
    assert.deepEqual(heard(world), ['page ALARM: production/check-0 rejected'])
    world.answer(() => 200)
    await ticks(world, 3)
    assert.deepEqual(heard(world).slice(1), ['page OK: production/check-0 is good again'])
  })

  it('pages with the others of its storm when all leave the shadow, though a storm in the shadow is open', async () => {
    const world = await dying(simulate(manyChecks(12, inShadow)))
    world.redeploy(manyChecks(12), 'live')
    await ticks(world, 6)
    assert.match(heard(world)[0] ?? '', /^page ALARM: alert storm of api.example: \d+ of 12 credentials are invalid/)
    world.answer(() => 200)
    await ticks(world, 4)
    assert.equal(heard(world).at(-1), 'page OK: alert storm of api.example is over')
  })

  it('pages by itself when it alone leaves the shadow of a storm', async () => {
    const world = await dying(simulate(manyChecks(12, inShadow)))
    world.redeploy([...manyChecks(12, inShadow).slice(1), ...manyChecks(1)], 'one-live')
    await ticks(world, 3)
    assert.deepEqual(heard(world), ['page ALARM: production/check-0 rejected'])
  })

  it('tells the end of an incident that began before it went into the shadow', async () => {
    const world = await dying(simulate(manyChecks(1)))
    world.redeploy(manyChecks(1, inShadow), 'shadow')
    world.answer(() => 200)
    await ticks(world, 3)
    assert.deepEqual(heard(world), [
      'page ALARM: production/check-0 rejected',
      'page OK: production/check-0 is good again',
    ])
    world.answer(() => 401)
    await ticks(world, 5)
    assert.deepEqual([heard(world).length, recorded(world)], [2, ['page open production/check-0']])
  })

  it('has no end when it is removed, since nobody heard of it', async () => {
    const world = await dying(simulate([...manyChecks(1, inShadow), ...manyChecks(1, {}, 'live-')].slice(0, 1)))
    world.redeploy(manyChecks(1, {}, 'other-'), 'without-it')
    world.answer(() => 200)
    await ticks(world, 4)
    assert.deepEqual(heard(world), [])
  })

  it('pages nobody while the table is away', async () => {
    const world = simulate(manyChecks(1, inShadow))
    await ticks(world, 1)
    world.loseTable('all')
    world.answer(() => 401)
    await ticks(world, 3)
    assert.deepEqual(heard(world), [])
  })
})
