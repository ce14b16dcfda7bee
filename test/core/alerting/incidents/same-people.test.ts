import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Environment, Owner, Subscriber } from '../../../../functions/core/model/deployment.ts'
import { anEnvironment } from '../../../support/check.ts'
import { manyChecks, type Simulation, simulate } from '../../../support/simulation.ts'

const mail = (address: string): Subscriber => ({ kind: 'email', address: `${address}@acme.example` })
const people = (name: string): Owner => ({ name, page: [mail(`${name}-page`)], notice: [mail(`${name}-notice`)] })
const environment = (name: string, who = name): Environment => anEnvironment({ ...people(who), name })

const ownedBy = (owner: string, count: number) => manyChecks(count, { owner, routesTo: owner }, `${owner}-`)
const staged = (count: number, parts = {}) => manyChecks(count, { environment: 'staging', ...parts }, 'staged-')

async function ticks(world: Simulation, count: number): Promise<void> {
  for (let tick = 0; tick < count; tick += 1) await world.tick(5)
}

const isEnd = ({ subject }: { readonly subject: string }) => subject.startsWith('OK')

/** Routes of each end. */
const ends = ({ messages }: Simulation) => messages.filter(isEnd).map(({ routes }) => routes.toSorted())

describe('the end of a check that is removed', () => {
  const owners = [people('payments'), people('docs')]
  const environments = [environment('production'), environment('staging')]

  async function removed(before: readonly Owner[], after: readonly Owner[]): Promise<Simulation> {
    const world = simulate([...ownedBy('payments', 1), ...manyChecks(1)], { owners: before, environments })
    world.answer((check) => (check === 'payments-0' ? 401 : 200))
    await ticks(world, 2)
    assert.deepEqual(
      world.messages.map(({ routes }) => routes),
      [['production:payments']],
    )
    world.redeploy(manyChecks(1), 'b', { owners: after })
    await ticks(world, 3)
    return world
  }

  it('goes to the owner who was paged, and not to the environment', async () => {
    assert.deepEqual(ends(await removed(owners, owners)), [['production:payments']])
  })

  it('goes to the environment if its people took the place of the owner', async () => {
    assert.deepEqual(ends(await removed([], [people('docs')])), [['production:payments']])
  })

  it('reaches the people of the environment though the owner has people by now', async () => {
    const [end = []] = ends(await removed([], owners))
    assert.ok(end.includes('production'), end.join())
  })

  it('reaches the people of an owner under another name', async () => {
    const [end = []] = ends(await removed(owners, [{ ...people('payments'), name: 'billing' }]))
    assert.ok(end.includes('production:billing'), end.join())
  })
})

describe('the end of flapping', () => {
  const environments = [environment('production')]
  async function flapping(): Promise<Simulation> {
    const world = simulate(manyChecks(2), { environments })
    for (let turn = 0; turn < 3; turn += 1) {
      world.answer((check) => (check === 'check-0' ? 401 : 200))
      await ticks(world, 1)
      world.rotate('check-0')
      world.answer(() => 200)
      await ticks(world, 3)
    }
    assert.ok(world.messages.some(({ subject }) => subject.endsWith('is flapping')))
    return world
  }
  const after = ({ messages }: Simulation, before: number) =>
    messages.slice(before).map(({ subject, routes }) => [subject, routes])

  it('reaches people who moved to another environment', async () => {
    const world = await flapping()
    const before = world.messages.length
    world.redeploy(manyChecks(2), 'b', {
      environments: [environment('production', 'others'), environment('live', 'production')],
    })
    await ticks(world, 12)
    assert.deepEqual(after(world, before), [['OK: production/check-0 has stopped flapping', ['production', 'live']]])
  })

  it('is sent for a check that is removed, whether or not it has an incident', async () => {
    for (const isDead of [false, true]) {
      const world = await flapping()
      if (isDead) world.answer((check) => (check === 'check-0' ? 401 : 200))
      await ticks(world, 1)
      const before = world.messages.length
      world.redeploy(manyChecks(2).slice(1), 'b')
      await ticks(world, 4)
      const names = world.messages.slice(before).map(({ json }) => /"AlarmName":"([^"]*)"/.exec(json)?.[1])
      assert.deepEqual(names, ['tokenwatch/acme/production/check-0/flapping'], `dead: ${isDead}`)
    }
  })
})

it('the end of a page that was sent without the table reaches those who got it', async () => {
  const owners = [people('payments')]
  const environments = [environment('production')]
  for (const containers of [1, 2]) {
    const world = simulate(ownedBy('payments', 1), { owners, environments }, null, containers)
    await ticks(world, 2)
    world.loseTable('all')
    world.answer(() => 401)
    await world.probe(5)
    world.loseTable('nothing')
    world.redeploy(manyChecks(1), 'b')
    await ticks(world, 4)
    assert.deepEqual(ends(world), [['production:payments']], `${containers} containers`)
  }
})

it('the end of an incident goes to the owner who was paged, not to the one who owns the check since', async () => {
  const owners = [people('payments'), people('docs')]
  const world = simulate(ownedBy('payments', 1), { owners, environments: [environment('production')] })
  world.answer(() => 401)
  await ticks(world, 2)
  world.answer(() => 200)
  world.redeploy(manyChecks(1, { owner: 'docs', routesTo: 'docs' }, 'payments-'), 'b')
  await ticks(world, 4)
  assert.deepEqual(ends(world), [['production:payments']])
})

describe('the end of an outage', () => {
  const environments = [environment('production'), environment('staging')]

  it('reaches those whose checks were judged again first', async () => {
    const world = simulate([...manyChecks(2), ...staged(2)], { environments })
    world.answer(() => 503)
    await ticks(world, 6)
    world.answer((check) => (check.startsWith('staged-') ? 200 : 503))
    await ticks(world, 6)
    world.answer(() => 200)
    await ticks(world, 6)
    assert.deepEqual(ends(world), [['production', 'staging']])
  })

  it('reaches those whose cadence was judged again first', async () => {
    const world = simulate([...manyChecks(2), ...staged(2, { everySeconds: 600 })], { environments })
    world.answer(() => 503)
    await ticks(world, 9)
    world.answer((check) => (check.startsWith('staged-') ? 200 : 503))
    await ticks(world, 6)
    world.answer(() => 200)
    await ticks(world, 6)
    assert.deepEqual(ends(world), [['production', 'staging']])
  })

  it('reaches those whose checks were removed', async () => {
    const world = simulate([...manyChecks(2), ...staged(2, { everySeconds: 600 })], { environments })
    world.answer(() => 503)
    await ticks(world, 9)
    world.redeploy(manyChecks(2), 'b')
    await ticks(world, 3)
    world.answer(() => 200)
    await ticks(world, 6)
    assert.deepEqual(ends(world), [['production', 'staging']])
  })

  it('reaches people who moved to another environment', async () => {
    const world = simulate(manyChecks(2), { environments })
    world.answer(() => 503)
    await ticks(world, 6)
    world.redeploy(manyChecks(2), 'b', {
      environments: [environment('production', 'others'), environment('live', 'production')],
    })
    world.answer(() => 200)
    await ticks(world, 6)
    assert.deepEqual(ends(world), [['live', 'production']])
  })

  it('comes after its beginning, for people whose checks join later too', async () => {
    const world = simulate([...manyChecks(2), ...staged(2)], { environments })
    world.answer((check) => (check.startsWith('staged-') ? 200 : 503))
    await ticks(world, 6)
    assert.deepEqual(
      world.messages.map(({ routes }) => routes),
      [['production']],
    )
    world.answer(() => 503)
    await ticks(world, 6)
    assert.deepEqual(
      world.messages.slice(1).map(({ routes }) => routes.toSorted()),
      [['production', 'staging']],
    )
    world.answer(() => 200)
    await ticks(world, 4)
    assert.deepEqual(ends(world), [['production', 'staging']])
  })
})

describe('the end of an alert storm', () => {
  const environments = [environment('production'), environment('staging')]
  const stormy = async () => {
    const world = simulate([...manyChecks(8), ...staged(8)], { environments })
    world.answer(() => 401)
    await ticks(world, 3)
    assert.deepEqual(
      world.messages.map(({ routes }) => routes.toSorted()),
      [['production', 'staging']],
    )
    return world
  }

  it('reaches those whose tokens were good again first', async () => {
    const world = await stormy()
    world.answer((check) => (check.startsWith('staged-') ? 200 : 401))
    await ticks(world, 4)
    world.answer(() => 200)
    await ticks(world, 4)
    assert.deepEqual(ends(world), [['production', 'staging']])
  })

  it('reaches people who moved to another environment', async () => {
    const world = await stormy()
    world.redeploy([...manyChecks(8), ...staged(8)], 'b', {
      environments: [environment('production', 'others'), environment('staging'), environment('live', 'production')],
    })
    world.answer(() => 200)
    await ticks(world, 5)
    assert.deepEqual(ends(world), [['live', 'production', 'staging']])
  })

  it('reaches people of an environment that is gone', async () => {
    const world = await stormy()
    world.redeploy(manyChecks(8), 'b', {
      environments: [environment('production'), environment('others'), environment('live', 'staging')],
    })
    world.answer(() => 200)
    await ticks(world, 5)
    assert.deepEqual(
      ends(world).map((routes) => routes.filter((route) => route !== 'staging')),
      [['live', 'production']],
    )
  })
})
