import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { before, describe, it } from 'node:test'
import { z } from 'zod'
import { deliverTransitions, transitionsAfter } from '../../../functions/core/alerting/transition-events.ts'
import { aCheck, aDeployment, declaring } from '../../support/check.ts'
import { nowMs } from '../../support/reading.ts'
import { manyChecks, type Simulation, simulate } from '../../support/simulation.ts'
import { aPlace, openStores } from '../../support/stores.ts'
import { aState } from '../../support/verdict.ts'

const changes = ({ transitions }: Simulation) =>
  transitions.map(({ detail: { check, from, to } }) => {
    const [before, after] = [from, to].map((one) => z.object({ reason: z.string() }).nullable().parse(one)?.reason)
    return `${check} ${before ?? 'nothing'} ${after}`
  })

async function ticks(world: Simulation, count: number): Promise<void> {
  for (let tick = 0; tick < count; tick += 1) await world.tick(5)
}

describe('a transition', () => {
  let schema: z.ZodType
  before(async () => {
    const text = await readFile(new URL('../../../docs/events/transition-1.schema.json', import.meta.url), 'utf8')
    schema = z.fromJSONSchema(JSON.parse(text))
  })

  it('is an event for each change of the reason of a check, once, in order', async () => {
    const world = simulate(manyChecks(2))
    await ticks(world, 2)
    world.answer((check) => (check === 'check-0' ? 401 : 200))
    await ticks(world, 3)
    world.answer(() => 200)
    await ticks(world, 4)
    assert.deepEqual(changes(world), ['production/check-0 healthy rejected', 'production/check-0 rejected healthy'])
    assert.equal(world.stores.stateOf('production/check-0')?.transitions, undefined)
  })

  it('has a detail as the published schema describes it, whatever the check', async () => {
    const expiry = declaring({ expires: nowMs / 1_000 + 86_400 })
    const world = simulate([
      ...manyChecks(1, { owner: null, runbook: null, usedBy: [], tags: ['a'] }),
      ...manyChecks(1, { expiry }, 'ending-'),
    ])
    await ticks(world, 1)
    world.answer(() => 401)
    await ticks(world, 3)
    assert.ok(world.transitions.length >= 3)
    for (const { detail } of world.transitions) assert.deepEqual(schema.parse(detail), detail)
    const [first] = world.transitions
    assert.throws(() => schema.parse({ ...first?.detail, version: '2' }))
    assert.throws(() => schema.parse({ ...first?.detail, to: { standing: 'dead' } }))
  })

  it('of a slow cadence does not wait for the next tick of its cadence', async () => {
    const world = simulate([...manyChecks(1, { everySeconds: 86_400 }), ...manyChecks(1, {}, 'quick-')])
    world.answer(() => 401)
    await world.tick(5, ['1d'])
    await world.tick(5, ['5m'])
    assert.deepEqual(changes(world).slice(0, 1), ['production/check-0 nothing rejected'])
  })

  it('that EventBridge refused does not wait for the next tick of its cadence', async () => {
    const world = simulate(manyChecks(2, { everySeconds: 86_400 }))
    await world.tick(5)
    world.answer((check) => (check === 'check-0' ? 401 : 200))
    world.deafen(true)
    await world.tick(1_440)
    await world.watch(15)
    assert.deepEqual(changes(world), [])
    world.deafen(false)
    await world.watch(15)
    assert.deepEqual(changes(world), ['production/check-0 healthy rejected'])
  })

  it('is sent though its pages cannot be', async () => {
    const world = simulate(manyChecks(2, { everySeconds: 86_400 }))
    await world.tick(5)
    world.answer((check) => (check === 'check-0' ? 401 : 200))
    world.deafen('sns')
    await world.tick(1_440)
    await world.watch(15)
    assert.deepEqual(changes(world), ['production/check-0 healthy rejected'])
  })

  it('is sent though its check is removed before', async () => {
    const world = simulate(manyChecks(2, { owner: 'payments' }))
    await world.tick(5)
    world.answer((check) => (check === 'check-0' ? 401 : 200))
    await world.tick(5)
    assert.deepEqual(changes(world), [])
    world.redeploy(manyChecks(2).slice(1), 'b')
    await ticks(world, 2)
    assert.deepEqual(changes(world), ['production/check-0 healthy rejected'])
    const [{ detail } = assert.fail('no event')] = world.transitions
    assert.deepEqual(schema.parse(detail), detail)
    assert.equal(detail['owner'], 'payments')
    assert.deepEqual(await world.stores.states.pending(), [])
  })

  it('holds no text of the provider', () => {
    const [event] = transitionsAfter(null, aState({ standing: 'invalid', reason: 'revoked', detail: 'a-token' }), {
      at: nowMs,
      onPurpose: false,
    })
    assert.doesNotMatch(JSON.stringify(event), /a-token/)
  })
})

describe('the delivery of transitions', () => {
  const transitions = transitionsAfter(null, aState({ standing: 'invalid', reason: 'revoked' }), {
    at: nowMs,
    onPurpose: false,
  })
  const state = aState({ transitions })

  it('keeps what was not accepted, and the same id when it is sent again', async () => {
    const stores = openStores([state])
    const sent: string[] = []
    const deliver = (accepts: boolean) =>
      deliverTransitions([stores.stateOf(state.check) ?? assert.fail()], {
        ...stores,
        place: aPlace,
        deployment: aDeployment([aCheck()]),
        putEvents: async (events) => {
          sent.push(...events.map(({ id }) => id))
          return new Set(accepts ? events.map(({ id }) => id) : [])
        },
      })
    await deliver(false)
    assert.deepEqual(stores.stateOf(state.check)?.transitions, transitions)
    await deliver(true)
    assert.deepEqual([stores.stateOf(state.check)?.transitions, new Set(sent).size, sent.length], [undefined, 1, 2])
  })

  it('leaves a transition that came meanwhile', async () => {
    const stores = openStores([state])
    const later = transitionsAfter(state, aState({ revision: 2, reason: 'expiring' }), {
      at: nowMs + 1,
      onPurpose: false,
    })
    await deliverTransitions([state], {
      ...stores,
      place: aPlace,
      deployment: aDeployment([aCheck()]),
      putEvents: async (events) => {
        await stores.states.write({ ...state, revision: 2, transitions: later })
        return new Set(events.map(({ id }) => id))
      },
    })
    assert.deepEqual(stores.stateOf(state.check)?.transitions, later.slice(1))
  })
})
