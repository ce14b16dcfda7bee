import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Check } from '../../../functions/core/model/check.ts'
import { questionHash } from '../../../functions/core/model/question-hash.ts'
import { type CheckState, stateSchema } from '../../../functions/core/state/state.ts'
import { profileOf } from '../../../functions/providers/providers.ts'
import { aCheck, aRequest } from '../../support/check.ts'
import { manyChecks, type Simulation, simulate } from '../../support/simulation.ts'

/** The ruling on each check, with the source of its evidence and the reason for the ruling. */
const rulingsOf = async (world: Simulation, evidence: 'either' | 'recorded') => {
  const { ruled, dead } = await world.gate(evidence)
  return [...ruled.map(({ ruling, judgement, because }) => `${ruling} ${judgement.from} ${because}`), ...dead]
}

/** A deployment whose tokens were all judged by a tick. */
async function judged(checks: readonly Check[] = manyChecks(1)): Promise<Simulation> {
  const world = simulate(checks)
  await world.tick(5)
  return world
}

const otherQuestion = 'about another question: the check or its rules have changed since it was judged'

describe('recorded evidence of the gate', () => {
  it('counts for the question that was judged', async () => {
    assert.deepEqual(await rulingsOf(await judged(), 'either'), ['pass recorded healthy'])
  })

  it('still counts after an edit that changes no question', async () => {
    const world = await judged()
    world.redeploy(manyChecks(1, { impact: 'Nobody can pay', owner: 'payments', usedBy: ['shop'], tags: ['new'] }), 'b')
    assert.deepEqual(await rulingsOf(world, 'either'), ['pass recorded healthy'])
  })

  it('does not count for another question, from the deployment until its first batch', async () => {
    const world = await judged()
    const [check] = manyChecks(1)
    assert.ok(check !== undefined)
    world.redeploy([{ ...check, question: aRequest('https://api.example/elsewhere') }], 'b')
    world.answer((path) => (path === 'elsewhere' ? 401 : 200))
    assert.deepEqual(await rulingsOf(world, 'recorded'), [`cannot_tell recorded ${otherQuestion}`])
    assert.match((await rulingsOf(world, 'either')).join(), /^refuse fresh rejected/)
    await world.tick(5)
    assert.match((await rulingsOf(world, 'recorded')).join(), /^refuse recorded rejected/)
  })

  it('does not count if a later version of Tokenwatch wrote it', async () => {
    const world = await judged()
    const [[check, state] = ['', undefined]] = [...(await world.stores.states.read(['production/check-0']))]
    assert.ok(state !== undefined, check)
    // The table reads no more of such a row.
    const later = { schema: stateSchema + 1, check: state.check, revision: state.revision + 1 } as CheckState
    assert.equal(await world.stores.states.write(later), true)
    assert.match(
      (await rulingsOf(world, 'recorded')).join(),
      /^cannot_tell nothing not_run: the monitor has not judged/,
    )
    assert.match((await rulingsOf(world, 'either')).join(), /^pass fresh healthy/)
  })

  it('does not count for another version of the secret', async () => {
    const world = await judged()
    world.rotate('check-0')
    world.answer(() => 401)
    assert.match((await rulingsOf(world, 'recorded')).join(), /^cannot_tell recorded .*version/)
    assert.match((await rulingsOf(world, 'either')).join(), /^refuse fresh rejected/)
  })

  it('does not count for a check that was removed and is added again after a month', async () => {
    const [gone, kept] = manyChecks(2)
    assert.ok(gone !== undefined && kept !== undefined)
    const world = await judged([gone, kept])
    world.redeploy([kept], 'b')
    await world.tick(5)
    await world.tick(30 * 24 * 60)
    world.redeploy([gone, kept], 'c')
    world.answer((path) => (path === gone.id ? 401 : 200))
    assert.match((await rulingsOf(world, 'either')).join(), /^refuse fresh rejected.*,pass recorded healthy$/)
    assert.match((await rulingsOf(world, 'recorded'))[0]?.toString() ?? '', /^cannot_tell recorded stale/)
  })

  it('does not count while the table does not take the states of a new verdict', async () => {
    const world = await judged()
    world.loseTable('states')
    world.answer(() => 401)
    await world.tick(5)
    world.loseTable('nothing')
    const notKept = 'not kept: its last verdict could not be written to the table'
    assert.deepEqual(await rulingsOf(world, 'recorded'), [`cannot_tell recorded ${notKept}`])
    assert.match((await rulingsOf(world, 'either')).join(), /^refuse fresh rejected/)
    const [shown] = (await world.gate('remembered')).ruled
    assert.deepEqual([shown?.judgement.standing, shown?.judgement.reason], ['invalid', 'rejected'])
  })

  it('does not count while the table does not take the states of a round of the watchdog', async () => {
    const world = await judged(manyChecks(1, { everySeconds: 3_600 }))
    world.answer(() => 401)
    for (let tick = 0; tick < 2; tick += 1) await world.tick(60)
    world.answer(() => 200)
    await world.tick(60)
    assert.deepEqual(await rulingsOf(world, 'recorded'), ['pass recorded healthy'])
    world.loseTable('states')
    world.answer(() => 401)
    await world.watch(15).catch(() => null)
    world.loseTable('nothing')
    const notKept = 'not kept: its last verdict could not be written to the table'
    assert.deepEqual(await rulingsOf(world, 'recorded'), [`cannot_tell recorded ${notKept}`])
    assert.match((await rulingsOf(world, 'either')).join(), /^refuse fresh rejected/)
  })

  it('is asked anew at a slow cadence instead of being trusted for days', async () => {
    const world = await judged(manyChecks(1, { everySeconds: 86_400 }))
    await world.tick(24 * 60)
    await world.probe(0)
    world.answer(() => 401)
    assert.deepEqual(await rulingsOf(world, 'either'), ['pass recorded healthy'])
    await world.tick(3 * 60, [])
    assert.match((await rulingsOf(world, 'either')).join(), /^refuse fresh rejected/)
    assert.match((await rulingsOf(world, 'recorded')).join(), /^cannot_tell recorded stale: last judged 3h ago/)
  })
})

describe('a monitor that judges nothing', () => {
  it('is no sign of life, however regularly it ticks', async () => {
    const world = await judged()
    world.cutOff(true)
    for (let tick = 0; tick < 40; tick += 1) await world.tick(5)
    world.cutOff(false)
    const { ruling, dead } = await world.gate('either')
    assert.deepEqual(
      [ruling, dead.map(({ because }) => because)],
      ['cannot_tell', ['the monitor ticks for 5m, but has not judged anything yet']],
    )
  })
})

describe('a refusal by a provider that has lately refused valid tokens', () => {
  it('is no proof for the gate, as it is none for a page', async () => {
    const world = await judged(manyChecks(2))
    world.answer((path) => (path === 'check-0' ? 401 : 200))
    await world.tick(5)
    world.answer(() => 200)
    await world.tick(5)
    world.answer((path) => (path === 'check-1' ? 401 : 200))
    await world.tick(5)
    assert.doesNotMatch(JSON.stringify(world.messages), /check-1/)
    for (const evidence of ['recorded', 'fresh'] as const) {
      const { ruled } = await world.gate(evidence, ['check-1'])
      assert.match(
        ruled.map(({ ruling, because }) => `${ruling} ${because}`).join(),
        /^cannot_tell rejected.*; but api.example has lately refused valid tokens$/,
      )
    }
  })

  it('is proof once it has paged', async () => {
    const world = await judged(manyChecks(2))
    world.answer((path) => (path === 'check-0' ? 401 : 200))
    await world.tick(5)
    world.answer(() => 200)
    await world.tick(5)
    world.answer((path) => (path === 'check-1' ? 401 : 200))
    for (let tick = 0; tick < 4; tick += 1) await world.tick(5)
    for (const evidence of ['recorded', 'fresh'] as const)
      assert.equal((await world.gate(evidence, ['check-1'])).ruling, 'refuse')
  })
})

describe('the hash of a question', () => {
  const hashOf = (overrides: Partial<Check>) => {
    const check = aCheck(overrides)
    return questionHash(check, profileOf(check.profile))
  }
  const same: readonly Partial<Check>[] = [
    { impact: 'other' },
    { owner: 'other' },
    { runbook: 'https://other.example' },
    { tags: ['other'] },
    { everySeconds: 60 },
    { thresholds: { unknownAfter: 9, misconfiguredAfter: 9, recoversAfter: 9, unprovedAfterSeconds: 1_800 } },
  ]
  for (const overrides of same)
    it(`stays with another ${Object.keys(overrides).join()}`, () => assert.equal(hashOf(overrides), hashOf({})))
  it('stays with another title of its profile, and changes with another rule', () => {
    const profile = profileOf(aCheck().profile)
    const hashWith = (part: Partial<typeof profile>) => questionHash(aCheck(), { ...profile, ...part })
    assert.equal(hashWith({ title: 'other' }), hashOf({}))
    assert.notEqual(hashWith({ rules: profile.rules.slice(1) }), hashOf({}))
  })
  const others: readonly Partial<Check>[] = [
    { question: aRequest('https://api.example/other') },
    { answers: [{ status: 404, when: null, means: 'alive' }] },
    { expect: { ...aCheck().expect, identity: 'somebody' } },
    { secret: null },
    { profile: 'github' },
    { warnSeconds: 1 },
  ]
  for (const overrides of others)
    it(`changes with another ${Object.keys(overrides).join()}`, () => assert.notEqual(hashOf(overrides), hashOf({})))
})
