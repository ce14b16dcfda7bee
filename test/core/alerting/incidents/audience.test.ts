import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { subscriberId } from '../../../../functions/core/model/audience.ts'
import type { Environment, Subscriber } from '../../../../functions/core/model/deployment.ts'
import { anEnvironment } from '../../../support/check.ts'
import { manyChecks, type Simulation, simulate } from '../../../support/simulation.ts'

const mail = (address: string): Subscriber => ({ kind: 'email', address })
const pager = (secretId: string): Subscriber => ({
  kind: 'pagerduty',
  via: 'events',
  region: 'eu',
  integrationKey: { secretId, field: null, keyArn: null },
})

const production = (parts: Partial<Environment> = {}) => anEnvironment({ page: [pager('pd/a')], ...parts })

/** Environments of each page since the given number of messages. */
const sent = ({ messages }: Simulation, since = 0) =>
  messages.slice(since).map(({ subject, routes }) => `${subject} [${routes.join()}]`)

async function ticks(world: Simulation, count: number): Promise<void> {
  for (let tick = 0; tick < count; tick += 1) await world.tick(5)
}

/** Kills a token of production, then deploys other environments and checks, and lets it end. */
async function endAfter(
  before: readonly Environment[],
  after: readonly Environment[],
  { renamed = null }: { readonly renamed?: string | null } = {},
): Promise<readonly string[]> {
  const world = simulate(manyChecks(1), { environments: before })
  await world.tick(5)
  world.answer(() => 401)
  await world.tick(5)
  assert.equal(world.messages.length, 1)
  const checks = renamed === null ? manyChecks(1) : manyChecks(1, { environment: renamed })
  world.answer(() => 200)
  world.redeploy(checks, 'b', { environments: after })
  await ticks(world, 4)
  return sent(world, 1)
}

const good = (environments: string) => [`OK: production/check-0 is good again [${environments}]`]
const removed = (environments: string) => [`OK: production/check-0 is no longer watched [${environments}]`]

describe('the end of an incident reaches everybody who was notified of it', () => {
  it('if nothing has changed', async () => {
    assert.deepEqual(await endAfter([production()], [production()]), good('production'))
  })

  it('though the key of PagerDuty has moved to another environment', async () => {
    const staging = anEnvironment({ name: 'staging', page: [pager('pd/a')] })
    assert.deepEqual(
      await endAfter([production()], [production({ page: [pager('pd/b')] }), staging]),
      good('production,staging'),
    )
  })

  it('though its environment has another name now', async () => {
    const live = { ...production(), name: 'live' }
    assert.deepEqual(await endAfter([production()], [live], { renamed: 'live' }), removed('production,live'))
  })

  it('though its environment is gone, and its people listen to another one', async () => {
    const others = [anEnvironment({ name: 'staging', notice: [mail('others@acme.example')] })]
    const theirs = anEnvironment({ name: 'test', notice: [mail('ops@acme.example')] })
    const before = [production({ notice: [mail('ops@acme.example')] })]
    assert.deepEqual(await endAfter(before, [...others, theirs], { renamed: 'test' }), removed('production,test'))
  })

  it('and nobody else: other environments hear nothing of it', async () => {
    const staging = anEnvironment({ name: 'staging', page: [pager('pd/b')] })
    assert.deepEqual(await endAfter([production(), staging], [production(), staging]), good('production'))
  })

  it('is logged as unreachable if nobody of them is left', async () => {
    const world = simulate(manyChecks(1), { environments: [production()] })
    await world.tick(5)
    world.answer(() => 401)
    await world.tick(5)
    world.redeploy(manyChecks(1, { environment: 'live' }), 'b', { environments: [anEnvironment({ name: 'live' })] })
    await ticks(world, 3)
    assert.ok(
      world.events.some((event) => event.event === 'fault' && event.where === 'audience' && event.code === 'gone'),
    )
  })

  it('also where a state of an earlier version does not know them: all environments hear it if its own is gone', async () => {
    const world = simulate(manyChecks(1), { environments: [production()] })
    await world.tick(5)
    world.answer(() => 401)
    await world.tick(5)
    const state = world.stores.stateOf('production/check-0') ?? assert.fail('no state')
    const { audience: _, ...incident } = state.incident ?? assert.fail('no incident')
    await world.stores.states.write({ ...state, revision: state.revision + 1, incident })
    const after = [anEnvironment({ name: 'live' }), anEnvironment({ name: 'staging' })]
    world.answer(() => 200)
    world.redeploy(manyChecks(1, { environment: 'live' }), 'b', { environments: after })
    await ticks(world, 4)
    assert.deepEqual(sent(world, 1), removed('production,live,staging'))
  })

  it('of an outage too, if one of its environments is gone', async () => {
    const notice = [mail('ops@acme.example')]
    const world = simulate(manyChecks(2), { environments: [production({ notice })] })
    world.answer(() => null)
    await ticks(world, 5)
    world.answer(() => 200)
    const environments = [anEnvironment({ name: 'live', notice }), anEnvironment({ name: 'staging' })]
    world.redeploy(manyChecks(2, { environment: 'live' }), 'b', { environments })
    await ticks(world, 5)
    const end = world.messages.find(({ subject }) => subject.startsWith('OK: api.example can be judged'))
    assert.deepEqual(end?.routes, ['production', 'live'])
  })
})

describe('a check that is removed before its notice was sent', () => {
  it('is never heard of: no end comes without a beginning', async () => {
    const world = simulate(manyChecks(2))
    world.answer((check) => (check === 'check-0' ? 418 : 200))
    await ticks(world, 3)
    assert.deepEqual(world.messages, [])
    world.redeploy(manyChecks(2).slice(1), 'b')
    await ticks(world, 3)
    assert.deepEqual(world.messages, [])
  })
})

describe('the end of a removed check that SNS did not accept', () => {
  it('does not wait for the next tick of a slow cadence', async () => {
    const checks = manyChecks(2, { everySeconds: 86_400 })
    const world = simulate(checks)
    world.answer((check) => (check === 'check-0' ? 401 : 200))
    await world.tick(5)
    world.deafen(true)
    world.redeploy(checks.slice(1), 'b')
    await ticks(world, 2)
    world.deafen(false)
    await world.watch(15)
    assert.deepEqual(sent(world, 1), removed('production'))
  })
})

describe('notices of several checks', () => {
  const machines: readonly Subscriber[] = [
    { kind: 'https', url: 'https://hooks.example/x' },
    { kind: 'sqs', queueArn: 'arn:aws:sqs:eu-west-1:123456789012:alerts' },
    { kind: 'lambda', functionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:alerts' },
  ]
  const names = ({ messages }: Simulation) => messages.map(({ json }) => /"AlarmName":"([^"]*)"/.exec(json)?.[1])

  for (const machine of machines)
    it(`begin and end under one name each for ${machine.kind}`, async () => {
      const world = simulate(manyChecks(3), { environments: [anEnvironment({ notice: [machine] })] })
      world.answer(() => 418)
      await ticks(world, 5)
      const begun = names(world)
      assert.equal(begun.length, 3)
      world.answer(() => 200)
      await ticks(world, 5)
      assert.deepEqual(names(world).slice(3).toSorted(), begun.toSorted())
    })

  it('are one message for people', async () => {
    const world = simulate(manyChecks(3), { environments: [anEnvironment({ notice: [mail('ops@acme.example')] })] })
    world.answer(() => 418)
    await ticks(world, 5)
    assert.equal(world.messages.length, 1)
  })
})

it('the name of a subscriber in a state shows no address', () => {
  const id = subscriberId({ kind: 'https', url: 'https://hooks.example/a-secret' })
  assert.match(id, /^[0-9a-f]{16}$/)
  assert.notEqual(id, subscriberId({ kind: 'https', url: 'https://hooks.example/another' }))
})
