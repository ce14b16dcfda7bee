import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { clearStorm } from '../../../../functions/core/alerting/incidents/clear-storm.ts'
import { isHeld } from '../../../../functions/core/alerting/incidents/held.ts'
import { coverageOf } from '../../../../functions/core/alerting/incidents/storm-coverage.ts'
import type { Check } from '../../../../functions/core/model/check.ts'
import { fieldOf } from '../../../../functions/core/model/field-of.ts'
import { activeConditionsOf } from '../../../../functions/core/state/active-conditions.ts'
import { aDeployment, declaring } from '../../../support/check.ts'
import { nowMs } from '../../../support/reading.ts'
import { manyChecks, type Simulation, simulate } from '../../../support/simulation.ts'

const provider = 'api.example'
const tickets: Partial<Check> = { urgency: 'ticket' }

async function ticks(world: Simulation, count: number): Promise<void> {
  for (let tick = 0; tick < count; tick += 1) await world.tick(5)
}

const pages = ({ messages }: Simulation) => messages.filter(({ to }) => to === 'page').map(({ subject }) => subject)

async function isStormy({ stores }: Simulation): Promise<boolean> {
  return (await stores.conditions.all()).some((one) => one.kind === 'storm' && one.cleared === null)
}

async function isHeldIn({ stores, now }: Simulation): Promise<boolean> {
  return isHeld(activeConditionsOf(await stores.conditions.all(), aDeployment([]), null), provider, now())
}

const soon = declaring({ expires: nowMs / 1_000 + 3 * 3_600 })
const rotating: Partial<Check> = { expiry: soon, rotation: { by: 'managed', rotateWithinSeconds: 86_400 } }

describe('many deaths at once that page nobody', () => {
  it('hold the rotations of their provider, and wake nobody', async () => {
    const world = simulate([...manyChecks(8, tickets), ...manyChecks(2, { ...rotating, ...tickets }, 'due-')])
    world.answer((check) => (check.startsWith('due-') ? 200 : 401))
    await ticks(world, 4)
    assert.deepEqual([pages(world), world.rotated, await isHeldIn(world)], [[], [], true])
  })

  it('are notified as before, in one message', async () => {
    const world = simulate(manyChecks(8, tickets))
    world.answer(() => 401)
    await ticks(world, 3)
    assert.deepEqual(
      world.messages.map(({ to, subject }) => [to, subject]),
      [['notice', 'ALARM: 8 credentials of production need attention']],
    )
  })

  it('hold no longer once all of them are good, and nobody hears of that', async () => {
    const world = simulate(manyChecks(8, tickets))
    world.answer(() => 401)
    await ticks(world, 2)
    world.answer(() => 200)
    await ticks(world, 4)
    assert.equal(await isStormy(world), false)
    assert.ok(world.messages.every(({ subject }) => !subject.includes('storm')))
  })

  it('hold until a person clears them', async () => {
    const world = simulate(manyChecks(8, tickets))
    world.answer(() => 401)
    await ticks(world, 2)
    assert.equal(await clearStorm(provider, 'sam', { ...world.stores, now: world.now }), true)
    await ticks(world, 2)
    assert.equal(await isHeldIn(world), false)
    assert.ok(world.messages.every(({ subject }) => !subject.includes('storm')))
  })

  it('suppress nothing: what another storm suppressed is notified once that is over', async () => {
    const world = simulate(manyChecks(8, tickets))
    world.answer(() => 401)
    await ticks(world, 2)
    const [check] = manyChecks(1)
    const stored = world.stores.stateOf('production/check-0') ?? assert.fail('no state')
    const invalid = stored.troubles?.invalid ?? assert.fail('not dead')
    const state = { ...stored, troubles: { invalid: { ...invalid, suppressedBy: 'storm' as const } } }
    const active = activeConditionsOf(await world.stores.conditions.all(), aDeployment([]), null)
    assert.ok(check)
    assert.equal(coverageOf(check, state, active, world.now()).inStorm, false)
  })

  it('count together with those that page: neither are many alone', async () => {
    const world = simulate([...manyChecks(4, tickets), ...manyChecks(4, {}, 'paged-')])
    world.answer(() => 401)
    await ticks(world, 2)
    assert.equal(await isHeldIn(world), true)
    assert.equal(pages(world).length, 4)
  })

  it('hold nothing if they are few', async () => {
    const world = simulate([...manyChecks(5, tickets), ...manyChecks(40, {}, 'good-')])
    world.answer((check) => (check.startsWith('good-') ? 200 : 401))
    await ticks(world, 3)
    assert.equal(await isHeldIn(world), false)
  })

  it('do not suppress an alert storm of tokens that page', async () => {
    const world = simulate([...manyChecks(8, tickets), ...manyChecks(8, {}, 'paged-')])
    world.answer((check) => (check.startsWith('paged-') ? 200 : 401))
    await ticks(world, 2)
    world.answer(() => 401)
    await ticks(world, 2)
    assert.deepEqual(pages(world), [`ALARM: alert storm of ${provider}: 8 of 16 credentials are invalid`])
  })
})

describe('many tokens that never worked', () => {
  const first = (checks: readonly Check[]) => {
    const world = simulate(checks)
    world.stores.worked = new Set()
    return world
  }

  it('hold rotations if their provider refuses all that it was asked', async () => {
    const world = first(manyChecks(8))
    world.answer(() => 401)
    await ticks(world, 2)
    assert.deepEqual([pages(world), await isHeldIn(world)], [[], true])
  })

  it('hold none if it accepts others: they died long ago', async () => {
    const world = first([...manyChecks(8), ...manyChecks(4, {}, 'good-')])
    world.answer((check) => (check.startsWith('good-') ? 200 : 401))
    await ticks(world, 3)
    assert.deepEqual([pages(world), await isHeldIn(world)], [[], false])
  })

  it('hold no longer once it accepts one of them', async () => {
    const world = first(manyChecks(8))
    world.answer(() => 401)
    await ticks(world, 2)
    world.answer((check) => (check === 'check-0' ? 200 : 401))
    await ticks(world, 5)
    assert.equal(await isStormy(world), false)
  })
})

describe('many deaths at once in the shadow', () => {
  const hidden: Partial<Check> = { paging: 'shadow', owner: 'payments' }
  const recorded = ({ shadow }: Simulation) => shadow.map(({ kind, to, headline }) => `${to} ${kind}: ${headline}`)

  it('are recorded as one storm, as it would be sent', async () => {
    const [world, paged] = [simulate(manyChecks(12, hidden)), simulate(manyChecks(12))]
    for (const one of [world, paged]) {
      one.answer(() => 401)
      await ticks(one, 3)
    }
    const headlines = paged.messages.map(({ json }) => String(fieldOf(JSON.parse(json), 'NewStateReason')))
    assert.deepEqual([world.messages, recorded(world)], [[], headlines.map((headline) => `page open: ${headline}`)])
    for (const { owner } of world.shadow[0]?.checks ?? []) assert.equal(owner, 'payments')
    assert.ok((world.shadow[0]?.checks.length ?? 0) > 5)
    world.answer(() => 200)
    await ticks(world, 4)
    assert.match(recorded(world).at(-1) ?? '', /^page resolve: The alert storm of api.example is over/)
    assert.ok(world.shadow.every(({ headline }) => headline.includes(provider)))
  })

  it('hold the rotations of their provider', async () => {
    const world = simulate(manyChecks(12, hidden))
    world.answer(() => 401)
    await ticks(world, 2)
    assert.equal(await isHeldIn(world), true)
  })

  it('are no members of the storm that people are paged of', async () => {
    const world = simulate([...manyChecks(12, hidden), ...manyChecks(12, {}, 'paged-')])
    world.answer(() => 401)
    await ticks(world, 3)
    assert.deepEqual(pages(world), [`ALARM: alert storm of ${provider}: 12 of 24 credentials are invalid`])
    assert.ok(!(world.messages[0]?.text ?? '').includes('production/check-'))
    assert.deepEqual(recorded(world).slice(1), [])
  })
})
