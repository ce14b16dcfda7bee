import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { silence } from '../../../../functions/core/alerting/incidents/silences.ts'
import { openStatelessPager } from '../../../../functions/core/alerting/incidents/stateless-paging.ts'
import { transition } from '../../../../functions/core/alerting/transition.ts'
import { normalContext } from '../../../../functions/core/state/alert-context.ts'
import { stateSchema } from '../../../../functions/core/state/state.ts'
import { saveState } from '../../../../functions/core/tick/save-state.ts'
import { aCheck } from '../../../support/check.ts'
import { nowMs } from '../../../support/reading.ts'
import { manyChecks, type Simulation, simulate } from '../../../support/simulation.ts'
import { openAudience, openStores } from '../../../support/stores.ts'
import { aVerdict } from '../../../support/verdict.ts'

const subjects = ({ messages }: Simulation) => messages.map(({ subject }) => subject)
const faults = ({ events }: Simulation) =>
  new Set(events.flatMap((event) => (event.event === 'fault' ? [`${event.where} ${event.code}`] : [])))

describe('while the table does not answer', () => {
  it('a token that is proved invalid pages, and again after an hour', async () => {
    const world = simulate(manyChecks(1))
    await world.tick(5)
    world.loseTable('all')
    world.answer(() => 401)
    for (let tick = 0; tick < 13; tick += 1) await world.probe(5)
    assert.deepEqual(
      subjects(world),
      Array.from({ length: 2 }, () => 'ALARM: production/check-0 rejected'),
    )
    assert.deepEqual(
      faults(world),
      new Set(['state not_read', 'conditions not_read', 'conditions not_assessed', 'state not_saved']),
    )
  })

  it('no end is sent, and no message about an unknown check', async () => {
    const world = simulate(manyChecks(2))
    world.answer((check) => (check === 'check-0' ? 401 : 200))
    await world.tick(5)
    world.loseTable('all')
    world.answer((check) => (check === 'check-0' ? 200 : 503))
    for (let tick = 0; tick < 5; tick += 1) await world.probe(5)
    assert.deepEqual(subjects(world), ['ALARM: production/check-0 rejected'])
  })

  it('no end is sent either if the table can be read but not written', async () => {
    const world = simulate(manyChecks(1))
    world.answer(() => 401)
    await world.tick(5)
    world.loseTable('writes')
    world.answer(() => 200)
    for (let tick = 0; tick < 4; tick += 1) await world.probe(5)
    assert.deepEqual(subjects(world), ['ALARM: production/check-0 rejected'])
  })

  it('a state that can be read but not written pages without state, and not once more when it can be written', async () => {
    const world = simulate(manyChecks(1))
    await world.tick(5)
    world.loseTable('writes')
    world.answer(() => 401)
    await world.probe(5)
    await world.probe(5)
    world.loseTable('nothing')
    await world.tick(5)
    assert.deepEqual(subjects(world), ['ALARM: production/check-0 rejected'])
    assert.equal(world.stores.stateOf('production/check-0')?.incident?.reason, 'rejected')
  })

  it('a verdict that could not be saved stops the heartbeat', async () => {
    const world = simulate(manyChecks(1))
    world.loseTable('states')
    await world.tick(5)
    assert.equal((await world.stores.records.readBatch('5m', 0))?.unsaved, 1)
    world.loseTable('nothing')
    await world.tick(5)
    await world.tick(5)
    const beats = world.events.flatMap((event) => (event.event === 'tick' ? [event.heartbeat] : []))
    assert.deepEqual(beats, [false, false, true])
  })
})

describe('what was last known before the table went away', () => {
  const hour = async (world: Simulation) => {
    for (let tick = 0; tick < 12; tick += 1) await world.probe(5)
  }

  it('keeps dead tokens from paging again', async () => {
    const world = simulate(manyChecks(5))
    world.answer((check) => (check === 'check-0' || check === 'check-1' ? 401 : 200))
    await world.tick(5)
    assert.equal(world.messages.length, 2)
    world.loseTable('all')
    await hour(world)
    assert.equal(world.messages.length, 2)
  })

  it('keeps a silence, and pages when it is over', async () => {
    const world = simulate(manyChecks(1))
    await world.tick(5)
    const covers = { check: 'production/check-0' } as const
    const request = { covers, until: world.now() + 30 * 60_000, by: 'sam', reason: 'a move' }
    await silence(request, { ...world.stores, now: world.now, newId: () => 'one' })
    await world.tick(5)
    world.loseTable('all')
    world.answer(() => 401)
    for (let tick = 0; tick < 4; tick += 1) await world.probe(5)
    assert.deepEqual(world.messages, [])
    for (let tick = 0; tick < 4; tick += 1) await world.probe(5)
    assert.deepEqual(subjects(world), ['ALARM: production/check-0 rejected'])
  })

  it('keeps a storm: one failed read of the conditions pages none of its members', async () => {
    const world = simulate(manyChecks(40))
    await world.tick(5)
    world.answer(() => 401)
    await world.tick(5)
    await world.tick(5)
    const before = world.messages.length
    world.loseTable('conditions')
    await world.probe(5)
    world.loseTable('nothing')
    await world.probe(5)
    assert.equal(world.messages.length, before)
  })

  it('does not count for ever', async () => {
    const world = simulate(manyChecks(1))
    world.answer(() => 401)
    await world.tick(5)
    world.loseTable('all')
    await hour(world)
    await world.probe(5)
    assert.equal(world.messages.length, 2)
  })
})

describe('a token that dies while the table is away', () => {
  it('ends for everybody who was paged, if it is good again when the table is back', async () => {
    const world = simulate(manyChecks(1))
    await world.tick(5)
    world.loseTable('all')
    world.answer(() => 401)
    for (let tick = 0; tick < 3; tick += 1) await world.probe(5)
    world.answer(() => 200)
    await world.probe(5)
    world.loseTable('nothing')
    for (let tick = 0; tick < 3; tick += 1) await world.tick(5)
    assert.deepEqual(subjects(world), ['ALARM: production/check-0 rejected', 'OK: production/check-0 is good again'])
  })

  it('pages nobody again, if it is still dead when the table is back', async () => {
    const world = simulate(manyChecks(1))
    await world.tick(5)
    world.loseTable('all')
    world.answer(() => 401)
    for (let tick = 0; tick < 3; tick += 1) await world.probe(5)
    world.loseTable('nothing')
    for (let tick = 0; tick < 3; tick += 1) await world.tick(5)
    assert.deepEqual(subjects(world), ['ALARM: production/check-0 rejected'])
    assert.equal(world.stores.stateOf('production/check-0')?.incident?.reason, 'rejected')
  })
})

describe('a page that is pending while the table takes no write', () => {
  for (const everySeconds of [300, 86_400])
    it(`is sent once by the probe and once by the tick, not by each of their runs, every ${everySeconds} s`, async () => {
      const world = simulate(manyChecks(2, { everySeconds }))
      await world.tick(5)
      world.deafen(true)
      world.answer((check) => (check === 'check-0' ? 401 : 200))
      await world.tick(everySeconds / 60)
      world.deafen(false)
      world.loseTable('writes')
      for (let run = 0; run < 8; run += 1) {
        await world.watch(2).catch(() => null)
        await world.tick(2).catch(() => null)
      }
      assert.ok(world.messages.length >= 1 && world.messages.length <= 2, subjects(world).join())
      world.loseTable('nothing')
      world.answer(() => 200)
      for (let run = 0; run < 4; run += 1) await world.tick(everySeconds / 60)
      assert.deepEqual(new Set(subjects(world).slice(-1)), new Set(['OK: production/check-0 is good again']))
    })
})

describe('several containers without the table', () => {
  const lost = ['all', 'states', 'writes'] as const
  for (const what of lost)
    it(`page a dead token once an hour together, while they lose ${what}`, async () => {
      const world = simulate(manyChecks(1), {}, null, 3)
      for (let tick = 0; tick < 4; tick += 1) await world.tick(5)
      world.loseTable(what)
      world.answer(() => 401)
      for (let tick = 0; tick < 12; tick += 1) await world.probe(5)
      assert.deepEqual(subjects(world), ['ALARM: production/check-0 rejected'])
      await world.probe(5)
      assert.equal(world.messages.length, 2)
    })

  it('end what one of them paged, though another one sees that it is over', async () => {
    const world = simulate(manyChecks(1), {}, null, 2)
    for (let tick = 0; tick < 4; tick += 1) await world.tick(5)
    world.loseTable('states')
    world.answer(() => 401)
    await world.probe(5)
    world.answer(() => 200)
    world.loseTable('nothing')
    for (let tick = 0; tick < 4; tick += 1) await world.tick(5)
    assert.deepEqual(subjects(world), ['ALARM: production/check-0 rejected', 'OK: production/check-0 is good again'])
  })

  it('store the incident as soon as the table is back, and repeat no end', async () => {
    const world = simulate(manyChecks(1), {}, null, 2)
    for (let tick = 0; tick < 4; tick += 1) await world.tick(5)
    world.loseTable('all')
    world.answer(() => 401)
    await world.probe(5)
    world.loseTable('nothing')
    await world.probe(1)
    assert.equal(world.stores.stateOf('production/check-0')?.incident?.reason, 'rejected')
    world.answer(() => 200)
    for (let tick = 0; tick < 8; tick += 1) await world.tick(5)
    assert.deepEqual(subjects(world), ['ALARM: production/check-0 rejected', 'OK: production/check-0 is good again'])
  })

  it('end what they paged if the check is gone from the config when the table is back', async () => {
    const world = simulate(manyChecks(2), {}, null, 2)
    for (let tick = 0; tick < 4; tick += 1) await world.tick(5)
    world.loseTable('states')
    world.answer((check) => (check === 'check-0' ? 401 : 200))
    await world.probe(5)
    world.redeploy(manyChecks(2).slice(1), 'b')
    world.loseTable('nothing')
    for (let tick = 0; tick < 4; tick += 1) await world.tick(5)
    assert.deepEqual(subjects(world), [
      'ALARM: production/check-0 rejected',
      'OK: production/check-0 is no longer watched',
    ])
  })
})

describe('a state that a later version wrote', () => {
  it('is not overwritten, and its invalid token still pages', async () => {
    const world = simulate(manyChecks(1))
    await world.tick(5)
    const key = 'production/check-0'
    const known = world.stores.stateOf(key) ?? assert.fail('no state')
    const newer = { ...known, schema: stateSchema + 1, revision: known.revision + 1 }
    await world.stores.states.write(newer)
    world.answer(() => 401)
    for (let tick = 0; tick < 2; tick += 1) await world.tick(5)
    assert.deepEqual(world.stores.stateOf(key), newer)
    assert.deepEqual(subjects(world), ['ALARM: production/check-0 rejected'])
    assert.ok(faults(world).has('state of_a_newer_version'))
  })
})

describe('a clock that goes back', () => {
  it('changes nothing until the clock has caught up, and sends nothing twice', async () => {
    const world = simulate(manyChecks(1))
    world.answer(() => 401)
    await world.tick(5)
    world.answer(() => 200)
    await world.tick(-60)
    assert.equal(world.stores.stateOf('production/check-0')?.reason, 'rejected')
    await world.tick(65)
    await world.tick(5)
    assert.deepEqual(subjects(world), ['ALARM: production/check-0 rejected', 'OK: production/check-0 is good again'])
  })
})

describe('two writers at once', () => {
  it('both take effect: a verdict is applied to the state that the other writer has just written', async () => {
    const world = simulate(manyChecks(1))
    await world.tick(5)
    const key = 'production/check-0'
    world.answer(() => {
      const present = world.stores.stateOf(key) ?? assert.fail('no state')
      void world.stores.states.write({ ...present, revision: present.revision + 1 })
      return 401
    })
    await world.tick(5)
    assert.deepEqual(subjects(world), ['ALARM: production/check-0 rejected'])
  })

  it('leave a page pending if its writer crashes before it sends the page', async () => {
    const [stores, audience, check] = [openStores(), openAudience(), aCheck()]
    const verdict = aVerdict('revoked')
    const judged = {
      check,
      verdict,
      tick: nowMs,
      judgedBefore: null,
      questionHash: 'a-question',
      alertContext: normalContext,
    }
    await stores.states.write(transition(null, judged))
    const known = { previous: null, known: true }
    const kept = await saveState(judged, known, {
      ...stores,
      ...audience,
      statelessPager: openStatelessPager(async () => undefined),
      now: () => nowMs,
    })
    assert.deepEqual([kept.sent, kept.pending, kept.saved, audience.messages], [0, 1, true, []])
  })
})
