import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Check } from '../../../../functions/core/model/check.ts'
import { credentialName } from '../../../../functions/core/model/secret-name.ts'
import { aSecret } from '../../../support/check.ts'
import { manyChecks, type Simulation, simulate } from '../../../support/simulation.ts'

/** A deployment whose table knows nothing of its credentials yet. */
function firstDeployment(checks: readonly Check[]): Simulation {
  const world = simulate(checks)
  world.stores.worked = new Set()
  return world
}

const heard = ({ messages }: Simulation) =>
  messages.map(({ to, subject, json }) => `${to} ${JSON.parse(json).Tokenwatch.kind} ${subject.split(': ')[1]}`)

async function ticks(world: Simulation, count: number): Promise<void> {
  for (let tick = 0; tick < count; tick += 1) await world.tick(5)
}

const one = manyChecks(1)

describe('a credential that was never valid since its check was added', () => {
  it('is a notice, and a reason for the gate to refuse', async () => {
    const world = firstDeployment(one)
    world.answer(() => 401)
    await ticks(world, 4)
    assert.deepEqual(heard(world), ['notice never_worked production/check-0 has never worked (rejected)'])
    assert.match(world.messages[0]?.text ?? '', /it has never worked since its check was added/)
    assert.equal((await world.gate('recorded')).ruling, 'refuse')
  })

  it('is one notice for many: a first deployment pages nobody, and is no alert storm', async () => {
    const world = firstDeployment(manyChecks(30))
    world.answer(() => 401)
    await ticks(world, 3)
    assert.deepEqual(heard(world), [
      'notice never_worked 30 credentials of production have never worked since their checks were added',
    ])
    // A provider that refuses all holds its rotations. Nobody is notified of that.
    const storms = (await world.stores.conditions.all()).filter((one) => one.kind === 'storm')
    assert.deepEqual(
      storms.map(({ cause, pending }) => [cause?.by, pending]),
      [['quiet', []]],
    )
  })

  it('ends as a notice, and pages when it dies afterwards', async () => {
    const world = firstDeployment(one)
    world.answer(() => 401)
    await ticks(world, 2)
    world.answer(() => 200)
    await ticks(world, 3)
    world.answer(() => 401)
    // The same version turned good, so its provider is marked unreliable for a while.
    await ticks(world, 4)
    assert.deepEqual(heard(world), [
      'notice never_worked production/check-0 has never worked (rejected)',
      'notice resolve production/check-0 is good again',
      'page open production/check-0 rejected',
    ])
  })

  it('is a notice also if its API did not answer at first', async () => {
    const world = firstDeployment(one)
    world.answer(() => 503)
    await ticks(world, 1)
    world.answer(() => 401)
    await ticks(world, 3)
    assert.deepEqual(heard(world), ['notice never_worked production/check-0 has never worked (rejected)'])
  })
})

describe('a credential of which that is not known', () => {
  /** The credential under another name, known to have worked there. */
  async function renamed(change: Partial<Check>): Promise<Simulation> {
    const world = firstDeployment(one)
    await ticks(world, 2)
    world.redeploy(
      one.map((check) => ({ ...check, id: 'renamed', key: 'production/renamed', ...change })),
      'a-later-config',
    )
    world.answer(() => 401)
    await ticks(world, 3)
    return world
  }

  it('pages if it was valid under the name that the check had before', async () => {
    assert.deepEqual(heard(await renamed({})), ['page open production/renamed rejected'])
  })

  it('pages if the check names its secret by its ARN now', async () => {
    const id = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:production/check-0-a1B2c3'
    const secret = aSecret({ token: null }, { source: { from: 'secrets-manager', id } })
    assert.deepEqual(heard(await renamed({ secret })), ['page open production/renamed rejected'])
  })

  it('pages if the check is added again after it was removed', async () => {
    const world = firstDeployment(manyChecks(2))
    await ticks(world, 2)
    world.redeploy(manyChecks(2).slice(1), 'without-it')
    await ticks(world, 3)
    world.redeploy(manyChecks(2), 'with-it')
    world.answer((check) => (check === 'check-0' ? 401 : 200))
    await ticks(world, 2)
    assert.deepEqual(heard(world), ['page open production/check-0 rejected'])
  })

  it('pages if the table cannot say', async () => {
    for (const lost of ['all', 'states'] as const) {
      const world = firstDeployment(one)
      world.loseTable(lost)
      world.answer(() => 401)
      await ticks(world, 2)
      assert.deepEqual(heard(world).slice(0, 1), ['page open production/check-0 rejected'], lost)
    }
  })

  it('pages if a state of an earlier version does not say', async () => {
    const world = firstDeployment(one)
    await ticks(world, 1)
    const { neverWorked: _, worked: __, ...stored } = world.stores.stateOf('production/check-0') ?? assert.fail()
    await world.stores.states.write({ ...stored, revision: stored.revision + 1, lastGood: null })
    world.stores.worked = new Set()
    world.answer(() => 401)
    await ticks(world, 2)
    assert.deepEqual(heard(world), ['page open production/check-0 rejected'])
  })

  it('pages if its state is gone although a batch record shows that it was judged', async () => {
    const before = firstDeployment(one)
    await ticks(before, 1)
    const record = (await before.stores.records.readBatch('5m', 0)) ?? assert.fail('no record')
    const world = firstDeployment(one)
    await world.stores.records.writeBatch(record)
    world.answer(() => 401)
    await ticks(world, 2)
    assert.deepEqual(heard(world), ['page open production/check-0 rejected'])
  })
})

describe('the name of a credential', () => {
  it('is the same for a name and an ARN, and another for another field', () => {
    const named = (id: string, field: string | null) =>
      credentialName(aSecret({ token: field }, { source: { from: 'secrets-manager', id } }))
    const arn = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:team/wiki-a1B2c3'
    assert.equal(named(arn, 'a'), named('team/wiki', 'a'))
    assert.notEqual(named('team/wiki', 'a'), named('team/wiki', 'b'))
  })
})
