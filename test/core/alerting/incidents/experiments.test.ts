import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Check } from '../../../../functions/core/model/check.ts'
import type { ExperimentLease } from '../../../../functions/core/model/experiment.ts'
import { declaring } from '../../../support/check.ts'
import { nowMs, nowSeconds } from '../../../support/reading.ts'
import { manyChecks, type Simulation, simulate } from '../../../support/simulation.ts'

const leased = (checks: readonly Check[]): ExperimentLease => ({
  runId: 'run-1',
  checks: checks.map(({ key }) => key),
  until: nowMs + 3_600_000,
})
const subjects = ({ messages }: Simulation) => messages.map(({ subject }) => subject)
const storms = ({ events }: Simulation) =>
  events.flatMap((event) => (event.event === 'group_message' ? [`${event.about} ${event.kind} ${event.provider}`] : []))

describe('tokens that an experiment breaks on purpose', () => {
  const broken = manyChecks(8, {}, 'broken-')
  const others = manyChecks(12)

  it('open no alert storm, and do not stop other rotations of their provider: each page says EXPERIMENT', async () => {
    const rotation = { by: 'managed', rotateWithinSeconds: 86_400 } as const
    const due = manyChecks(1, { rotation, expiry: declaring({ expires: nowSeconds + 80_000 }) }, 'rotated-')
    const world = simulate([...broken, ...due], {}, leased(broken))
    world.answer((check) => (check.startsWith('broken-') ? 401 : 200))
    await world.tick(5)
    await world.tick(5)
    assert.deepEqual([storms(world), world.rotated], [[], ['production/rotated-0']])
    assert.deepEqual(
      subjects(world).toSorted(),
      broken.map(({ key }) => `ALARM: EXPERIMENT: ${key} rejected`),
    )
  })

  it('do not turn a few tokens that die by themselves at the same time into an alert storm', async () => {
    const world = simulate([...broken, ...others], {}, leased(broken))
    world.answer((check) => (check.startsWith('broken-') || check === 'check-3' ? 401 : 200))
    await world.tick(5)
    assert.deepEqual(storms(world), [])
    assert.ok(subjects(world).includes('ALARM: production/check-3 rejected'))
  })

  it('open no outage of their provider: their notices are one message that names the experiment', async () => {
    const world = simulate(broken, {}, leased(broken))
    world.answer(() => null)
    for (let tick = 0; tick < 4; tick += 1) await world.tick(5)
    assert.deepEqual(storms(world), [])
    assert.deepEqual(subjects(world), ['ALARM: EXPERIMENT: 8 credentials of production need attention'])
    assert.match(world.messages[0]?.json ?? '', /run-1/)
  })

  it('share no message with other tokens that have the same reason', async () => {
    const expiry = declaring({ expires: nowSeconds + 20 * 86_400 })
    const [one, other] = [manyChecks(3, { expiry }, 'broken-'), manyChecks(3, { expiry })]
    const world = simulate([...one, ...other], {}, leased(one))
    for (let tick = 0; tick < 3; tick += 1) await world.tick(5)
    assert.deepEqual(subjects(world).toSorted(), [
      'ALARM: 3 credentials of production need attention',
      'ALARM: EXPERIMENT: 3 credentials of production need attention',
    ])
  })

  it('do not make their provider unreliable when the experiment ends and they work again', async () => {
    const world = simulate([...broken, ...others], {}, { ...leased(broken), until: nowMs + 400_000 })
    world.answer((check) => (check.startsWith('broken-') ? 401 : 200))
    await world.tick(5)
    world.answer((check) => (check === 'check-3' ? 401 : 200))
    await world.tick(5)
    assert.equal(subjects(world).at(-1), 'ALARM: production/check-3 rejected')
    assert.deepEqual(
      (await world.stores.conditions.all()).filter(({ kind }) => kind === 'unreliable'),
      [],
    )
  })

  it('count for their provider again as soon as the experiment is over', async () => {
    const world = simulate(broken, {}, { ...leased(broken), until: nowMs })
    world.answer(() => 401)
    await world.tick(5)
    assert.deepEqual(storms(world), ['storm open api.example'])
  })
})
