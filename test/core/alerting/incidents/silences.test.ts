import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { acknowledge } from '../../../../functions/core/alerting/incidents/acknowledge.ts'
import { endSilence, type SilenceRequest, silence } from '../../../../functions/core/alerting/incidents/silences.ts'
import type { Covered } from '../../../../functions/core/model/maintenance.ts'
import { nowMs } from '../../../support/reading.ts'
import { manyChecks, type Simulation, simulate } from '../../../support/simulation.ts'
import { anIncident } from '../../../support/verdict.ts'

const subjects = ({ messages }: Simulation) => messages.map(({ subject }) => subject)

/** Begins a silence, for an hour by default. */
function suppression(world: Simulation, overrides: Partial<SilenceRequest>) {
  const request = { covers: { provider: 'api.example' }, until: world.now() + 3_600_000, by: 'sam', reason: 'a move' }
  const { conditions } = world.stores
  return silence({ ...request, ...overrides }, { conditions, now: world.now, newId: () => 'one' })
}

describe('a silence', () => {
  it('that ends over many invalid tokens sends one page: the tokens are an alert storm', async () => {
    const world = simulate(manyChecks(20))
    await suppression(world, { until: world.now() + 420_000 })
    world.answer(() => 401)
    await world.tick(5)
    assert.deepEqual(subjects(world), [])
    await world.tick(5)
    assert.deepEqual(subjects(world), ['ALARM: alert storm of api.example: 20 of 20 credentials are invalid'])
  })

  const covered: readonly (readonly [string, Covered, readonly string[]])[] = [
    ['a check', { check: 'production/check-0' }, ['production/check-1']],
    ['a provider', { provider: 'api.example' }, []],
    ['a profile', { provider: 'http' }, []],
    ['a tag', { tag: 'blue' }, []],
    ['an environment', { environment: 'staging' }, ['production/check-0', 'production/check-1']],
  ]
  for (const [what, covers, notified] of covered)
    it(`about ${what} suppresses the checks that it covers and no others`, async () => {
      const world = simulate(manyChecks(2, { tags: ['blue'] }))
      await suppression(world, { covers })
      world.answer(() => 401)
      await world.tick(5)
      assert.deepEqual(
        subjects(world).toSorted(),
        notified.map((check) => `ALARM: ${check} rejected`),
      )
    })

  it('changes neither states, records nor the log', async () => {
    const world = simulate(manyChecks(1))
    await suppression(world, {})
    world.answer(() => 401)
    await world.tick(5)
    const state = world.stores.stateOf('production/check-0')
    assert.deepEqual([state?.reason, state?.incident?.suppressedBy], ['rejected', 'silence'])
    const suppressed = world.events.find((event) => event.event === 'suppressed')
    assert.deepEqual([suppressed?.by, suppressed?.until], ['silence', nowMs + 3_600_000])
    assert.deepEqual((await world.stores.records.readBatch('5m', 0))?.open, ['production/check-0'])
  })

  it('that ends notifies the incidents that are still open', async () => {
    const world = simulate(manyChecks(2))
    await suppression(world, {})
    world.answer(() => 401)
    await world.tick(5)
    world.answer((check) => (check === 'check-0' ? 401 : 200))
    await world.tick(5)
    await world.tick(60)
    assert.deepEqual(subjects(world), ['ALARM: production/check-0 still rejected'])
  })

  it('may be ended before its time', async () => {
    const world = simulate(manyChecks(1))
    await suppression(world, {})
    world.answer(() => 401)
    await world.tick(5)
    const dependencies = { conditions: world.stores.conditions, now: world.now }
    assert.equal(await endSilence('another', dependencies), false)
    assert.equal(await endSilence('one', dependencies), true)
    assert.equal(await endSilence('one', dependencies), false)
    await world.tick(5)
    assert.equal(world.messages.length, 1)
  })

  const refused: readonly (readonly [string, Partial<SilenceRequest>])[] = [
    ['ended_before_it_began', { until: nowMs }],
    ['too_long', { until: nowMs + 31 * 86_400_000 }],
    ['nobody', { by: ' ' }],
    ['no_reason', { reason: '' }],
  ]
  for (const [why, request] of refused)
    it(`is refused: ${why}`, async () => {
      const world = simulate([])
      assert.equal(await suppression(world, request), why)
      assert.deepEqual(await world.stores.conditions.all(), [])
    })
})

describe('a maintenance window of the config', () => {
  it('suppresses messages until its end', async () => {
    const window = { days: ['sat'], from: 12 * 60, to: 13 * 60, timeZone: 'UTC' } as const
    const world = simulate(manyChecks(1), { maintenance: [{ ...window, reason: 'A move', covers: [] }] })
    world.answer(() => 401)
    await world.tick(5)
    assert.deepEqual(subjects(world), [])
    await world.tick(60)
    assert.deepEqual(subjects(world), ['ALARM: production/check-0 still rejected'])
  })
})

describe('an acknowledgement', () => {
  it('ends its reminders', async () => {
    const world = simulate(manyChecks(2))
    world.answer(() => 401)
    await world.tick(5)
    const dependencies = { states: world.stores.states, now: world.now }
    assert.equal(await acknowledge('production/check-0', 'sam', dependencies), 'acknowledged')
    assert.equal(await acknowledge('production/nobody', 'sam', dependencies), 'nothing_is_open')
    await world.tick(241)
    assert.deepEqual(subjects(world).slice(2), ['ALARM: production/check-1 still rejected'])
    assert.equal(world.stores.stateOf('production/check-0')?.incident?.acknowledged?.by, 'sam')
  })
})

describe('a check that the config no longer has', () => {
  it('has its incident closed, and the end is sent only if the opening was', async () => {
    const world = simulate(manyChecks(3))
    world.answer((check) => (check === 'check-1' ? 401 : check === 'check-2' ? 200 : 503))
    await world.tick(5)
    await world.tick(5)
    await world.tick(5)
    const [, , kept] = manyChecks(3)
    world.redeploy(kept ? [kept] : [], 'another')
    await world.tick(5)
    await world.tick(5)
    const [opened, closed] = world.messages.filter(({ subject }) => subject.includes('check-1'))
    assert.deepEqual([opened?.to, closed?.to, closed?.subject.slice(0, 3)], ['page', 'page', 'OK:'])
    for (const check of ['production/check-0', 'production/check-1'] as const)
      assert.deepEqual([world.stores.stateOf(check)?.incident, world.stores.stateOf(check)?.pending], [null, []])
  })

  it('is found although its whole cadence is gone, and its end is sent once', async () => {
    const world = simulate([...manyChecks(1), ...manyChecks(1, { everySeconds: 60 }, 'fast-')])
    world.answer((check) => (check === 'fast-0' ? 401 : 200))
    await world.tick(5)
    await world.tick(5)
    world.redeploy(manyChecks(1), 'another')
    world.deafen(true)
    await world.tick(5)
    world.deafen(false)
    await world.tick(5)
    await world.tick(5)
    assert.deepEqual(
      subjects(world).map((subject) => subject.split(' ').slice(0, 2)),
      [
        ['ALARM:', 'production/fast-0'],
        ['OK:', 'production/fast-0'],
      ],
    )
  })

  const firstWords = (world: Simulation) => subjects(world).map((subject) => subject.split(' ').slice(0, 2).join(' '))
  const whole = ['ALARM: production/check-0', 'OK: production/check-0']
  const others = manyChecks(3).slice(1)

  it('is not forgotten while SNS accepts nothing, although the other checks are judged again', async () => {
    const world = simulate(manyChecks(3))
    world.answer((check) => (check === 'check-0' ? 401 : 200))
    await world.tick(5)
    world.redeploy(others, 'another')
    world.deafen(true)
    for (let tick = 0; tick < 3; tick += 1) await world.tick(5)
    world.deafen(false)
    const beats = () => world.events.flatMap((event) => (event.event === 'tick' ? [event.heartbeat] : []))
    assert.deepEqual(beats(), [false, false, false, false])
    for (let tick = 0; tick < 3; tick += 1) await world.tick(5)
    assert.deepEqual(firstWords(world), whole)
    assert.deepEqual((await world.stores.records.readBatch('5m', 0))?.open, [])
  })

  it('is not forgotten if the table fails during the search for it', async () => {
    const world = simulate(manyChecks(3))
    world.answer((check) => (check === 'check-0' ? 401 : 200))
    await world.tick(5)
    world.redeploy(others, 'another')
    world.loseTable('conditions')
    await world.tick(5)
    world.loseTable('nothing')
    for (let tick = 0; tick < 3; tick += 1) await world.tick(5)
    assert.deepEqual(firstWords(world), whole)
  })

  it('has its pending end delivered', async () => {
    const world = simulate(manyChecks(3))
    world.answer((check) => (check === 'check-0' ? 401 : 200))
    await world.tick(5)
    world.answer(() => 200)
    world.deafen(true)
    await world.tick(5)
    await world.tick(5)
    assert.equal(world.stores.stateOf('production/check-0')?.incident, null)
    world.redeploy(others, 'another')
    await world.tick(5)
    world.deafen(false)
    for (let tick = 0; tick < 3; tick += 1) await world.tick(5)
    assert.deepEqual(firstWords(world), whole)
    assert.deepEqual(world.stores.stateOf('production/check-0')?.pending, [])
  })

  it('is found although a batch of the previous config ended after the first tick of the new one', async () => {
    const world = simulate(manyChecks(3))
    await world.tick(5)
    world.redeploy(others, 'another')
    await world.tick(5)
    const { records, states } = world.stores
    const record = (await records.readBatch('5m', 0)) ?? assert.fail('no record')
    const state = world.stores.stateOf('production/check-0') ?? assert.fail('no state')
    await states.write({ ...state, revision: state.revision + 1, incident: anIncident() })
    await records.writeBatch({ ...record, batch: 1, open: [state.check] })
    await world.tick(5)
    await world.tick(5)
    assert.deepEqual(subjects(world), ['OK: production/check-0 is no longer watched'])
  })
})
