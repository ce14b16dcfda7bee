import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { withMembers } from '../../../../functions/core/alerting/incidents/storm-members.ts'
import { deliverStorms } from '../../../../functions/core/alerting/incidents/storm-messages.ts'
import type { Subscriber } from '../../../../functions/core/model/deployment.ts'
import { activeConditionsOf } from '../../../../functions/core/state/active-conditions.ts'
import type { Storm } from '../../../../functions/core/state/conditions.ts'
import { aDeployment, anEnvironment } from '../../../support/check.ts'
import { isLongRun } from '../../../support/long-run.ts'
import { manyChecks, type Simulation, simulate } from '../../../support/simulation.ts'
import { aPlace } from '../../../support/stores.ts'

const staged = (count: number) => manyChecks(count, { environment: 'staging' }, 'staged-')

/** Subject and environments of each message since the given number of messages. */
const heard = ({ messages }: Simulation, since = 0) =>
  messages.slice(since).map(({ subject, routes }) => `${subject} [${routes.join()}]`)

const storm = async ({ stores }: Simulation): Promise<Storm> =>
  (await stores.conditions.all()).find((one) => one.kind === 'storm') ?? assert.fail('no storm')

async function hours(world: Simulation, count: number): Promise<void> {
  for (let hour = 0; hour < count; hour += 1) await world.tick(60)
}

describe('an alert storm whose members are renamed', () => {
  it('counts no member that the config no longer has', async () => {
    const world = simulate(manyChecks(12))
    await world.tick(5)
    world.answer(() => 401)
    for (let tick = 0; tick < 3; tick += 1) await world.tick(5)
    const before = world.messages.length
    world.redeploy([...manyChecks(6), ...manyChecks(6, {}, 'new-')], 'renamed')
    for (let tick = 0; tick < 12; tick += 1) await world.tick(5)
    assert.deepEqual(heard(world, before), [
      'ALARM: alert storm of api.example: 12 of 12 credentials are invalid [production]',
    ])
  })
})

describe('an alert storm of one environment', () => {
  it('names its members, to the people of their environment only', async () => {
    const world = simulate([...staged(8), ...manyChecks(40)])
    world.answer((check) => (check.startsWith('staged-') ? 401 : 200))
    await world.tick(5)
    assert.deepEqual(heard(world), ['ALARM: alert storm of api.example: 8 of 48 credentials are invalid [staging]'])
    const named = world.messages[0]?.text ?? ''
    for (const { key } of staged(8)) assert.ok(named.includes(key), named)
  })

  it('does not hide a production token that dies twelve hours later', async () => {
    const world = simulate([...staged(8), ...manyChecks(40)])
    world.answer((check) => (check.startsWith('staged-') ? 401 : 200))
    await world.tick(5)
    await hours(world, 12)
    const before = world.messages.length
    world.answer((check) => (check.startsWith('staged-') || check === 'check-3' ? 401 : 200))
    await world.tick(5)
    assert.deepEqual(heard(world, before), ['ALARM: production/check-3 rejected [production]'])
  })

  it('names whoever joins within its first quarter of an hour, at once to people who have not heard of it', async () => {
    const world = simulate([...staged(8), ...manyChecks(40)])
    world.answer((check) => (check.startsWith('staged-') ? 401 : 200))
    await world.tick(5)
    world.answer((check) => (check.startsWith('staged-') || check === 'check-3' ? 401 : 200))
    await world.tick(5)
    assert.equal(world.messages.length, 1)
    await world.tick(5)
    assert.deepEqual(heard(world, 1), [
      'ALARM: alert storm of api.example: 9 of 48 credentials are invalid [staging,production]',
    ])
    assert.match(world.messages[1]?.text ?? '', /production\/check-3/)
  })

  it('notifies a member by itself that no message could name within half an hour', async () => {
    const world = simulate(manyChecks(40))
    world.answer((check) => (/-[0-7]$/.test(check) ? 401 : 200))
    await world.tick(5)
    world.answer((check) => (/-[0-7]$/.test(check) || check === 'check-39' ? 401 : 200))
    await world.probe(5)
    for (let minutes = 5; minutes <= 30; minutes += 5) await world.probe(5)
    assert.deepEqual(heard(world, 1), ['ALARM: production/check-39 rejected [production]'])
  })

  it('takes in a second wave as one message, and bounds what pages by itself', async () => {
    const world = simulate([...staged(30), ...manyChecks(200)])
    world.answer((check) => (check.startsWith('staged-') ? 401 : 200))
    await world.tick(5)
    await hours(world, 1)
    const before = world.messages.length
    world.answer((check) => (check.startsWith('staged-') || Number(check.slice(6)) < 60 ? 401 : 200))
    for (let tick = 0; tick < 5; tick += 1) await world.tick(5)
    const messages = heard(world, before)
    assert.ok(messages.length <= 2, messages.join('\n'))
    for (const message of messages)
      assert.match(message, /alert storm of api.example: \d+ of 230 credentials are invalid \[staging,production\]/)
    assert.match(messages.at(-1) ?? '', / 90 of 230 /)
  })
})

describe('the end of an alert storm', () => {
  it('comes by itself once all of its members are good, to all who have heard of it', async () => {
    const world = simulate([...staged(8), ...manyChecks(40)])
    await world.tick(5)
    world.answer((check) => (check.startsWith('staged-') || check === 'check-3' ? 401 : 200))
    await world.tick(5)
    await world.tick(5)
    world.answer((check) => (check === 'check-3' ? 401 : 200))
    for (let tick = 0; tick < 4; tick += 1) await world.tick(5)
    assert.equal((await storm(world)).cleared, null)
    const before = world.messages.length
    world.answer(() => 200)
    for (let tick = 0; tick < 4; tick += 1) await world.tick(5)
    const subjects = heard(world, before)
    assert.ok(subjects.includes('OK: alert storm of api.example is over [staging,production]'), subjects.join('\n'))
    assert.equal((await storm(world)).cleared?.by, null)
  })

  it('does not come while the states of its members are not known', async () => {
    const world = simulate(manyChecks(40))
    await world.tick(5)
    await world.tick(60)
    world.loseTable('states')
    world.answer(() => 401)
    await world.tick(5)
    world.loseTable('nothing')
    await world.tick(0, [])
    assert.equal((await storm(world)).cleared, null)
  })

  it('comes when the config has none of its members any more', async () => {
    const ops: Subscriber = { kind: 'email', address: 'ops@acme.example' }
    const production = anEnvironment({ notice: [ops] })
    const environments = [production, anEnvironment({ name: 'staging', notice: [ops] })]
    const world = simulate([...staged(8), ...manyChecks(40)], { environments })
    world.answer((check) => (check.startsWith('staged-') ? 401 : 200))
    await world.tick(5)
    world.redeploy(manyChecks(40), 'b', { environments: [production] })
    await world.tick(5)
    await world.tick(5)
    assert.ok(
      heard(world).includes('OK: alert storm of api.example is over [staging,production]'),
      heard(world).join('\n'),
    )
  })

  it('loses no member that a batch adds while a tick counts anew', async () => {
    const world = simulate(manyChecks(40))
    world.answer((check) => (/-[0-9]$/.test(check) ? 401 : 200))
    await world.tick(5)
    world.answer((check) => (/-[1-9]$/.test(check) ? 401 : 200))
    await hours(world, 3.9)
    const { conditions } = world.stores
    const read = await conditions.all()
    const seen = read.find((one) => one.kind === 'storm') ?? assert.fail('no storm')
    const added = withMembers(seen, ['production/check-39'], aDeployment(manyChecks(40)))
    assert.equal(await conditions.put(added, null), true)
    const later = { ...world.stores, now: () => world.now() + 3_600_000, publish: async () => {}, place: aPlace }
    const deployment = aDeployment(manyChecks(40))
    const active = activeConditionsOf(
      read.map((one) => (one === seen ? { ...seen, members: [...(seen.members ?? []), 'production/check-0'] } : one)),
      deployment,
      null,
    )
    await deliverStorms(active, { ...later, deployment, log: () => {} })
    assert.ok((await storm(world)).members?.includes('production/check-39'))
  })

  it('counts anew with each reminder', async () => {
    const world = simulate(manyChecks(40))
    world.answer(() => 401)
    await world.tick(5)
    world.answer((check) => (check === 'check-0' ? 401 : 200))
    await hours(world, 5)
    assert.ok(
      heard(world).includes('ALARM: alert storm of api.example: 1 of 40 credentials are invalid [production]'),
      heard(world).join('\n'),
    )
  })
})

describe('tokens of many batches that die at once', () => {
  /** Six batches, or twelve. */
  const size = isLongRun ? 600 : 300
  const shares: readonly (readonly [title: string, isDead: (number: number) => boolean])[] = [
    ['11 %', (number) => number % 9 === 0],
    ['30 %', (number) => number % 10 < 3],
    ['all', () => true],
  ]
  const countOf = (isDead: (number: number) => boolean) =>
    Array.from({ length: size }, (_, number) => number).filter(isDead).length

  for (const [title, isDead] of shares)
    it(`are one page if they are ${title} of ${size}, however few each batch has`, async () => {
      const world = simulate(manyChecks(size))
      await world.tick(5)
      world.answer(async (check) => {
        if (Number(check.slice(6)) % 2 === 0) await setImmediate()
        return isDead(Number(check.slice(6))) ? 401 : 200
      })
      await world.tick(5)
      await world.tick(5)
      const pages = heard(world).filter((subject) => subject.includes('production/'))
      assert.deepEqual(pages, [])
      assert.equal((await storm(world)).members?.length, countOf(isDead))
    })

  for (const [title, isDead] of shares.slice(0, 2))
    it(`are one page, beside five at most, if they are ${title} of ${size} and their API answers slowly`, async () => {
      const world = simulate(manyChecks(size))
      await world.tick(5)
      world.answer(async (check) => {
        for (let turn = 0; turn < Number(check.slice(6)) % 97; turn += 1) await setImmediate()
        return isDead(Number(check.slice(6))) ? 401 : 200
      })
      await world.tick(5)
      await world.tick(5)
      const pages = heard(world).filter((subject) => subject.includes('production/'))
      assert.ok(pages.length <= 5, `${pages.length} single pages`)
      assert.equal((await storm(world)).members?.length, countOf(isDead))
    })
})
