import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { watchSeconds } from '../../../functions/core/model/cadences.ts'
import { isWithinBudget } from '../../../functions/core/probe/calls/ask-again.ts'
import { aDeployment } from '../../support/check.ts'
import { manyChecks, type Simulation, simulate } from '../../support/simulation.ts'

const nightly = { everySeconds: 86_400 }
const host = { calls: 1_000, perSeconds: 60 }
const [thrifty] = manyChecks(
  1,
  { ...nightly, budget: { credential: { calls: 4, perSeconds: 3_600 }, host } },
  'thrifty-',
)
assert.ok(thrifty)
const checks = [...manyChecks(1, nightly), thrifty]

async function watchFor(world: Simulation, minutes: number): Promise<void> {
  for (let passed = 0; passed < minutes; passed += watchSeconds / 60) await world.watch(watchSeconds / 60)
}

const subjects = ({ messages }: Simulation) => messages.map(({ subject }) => subject)

describe('a round of the watchdog that asks some checks of a batch only', () => {
  it('is one where the other has no budget left', () => {
    const deployment = aDeployment(checks)
    const turns = (key: `${string}/${string}`) =>
      [1, 2, 3, 4, 5, 6, 7, 8].filter((round) => isWithinBudget(deployment, key, round)).length
    assert.equal(turns('production/check-0'), 8)
    assert.ok(turns(thrifty.key) > 0 && turns(thrifty.key) < 5, `${turns(thrifty.key)}`)
  })

  it('does not end an outage for a check that it did not ask', async () => {
    const world = simulate(checks)
    await world.tick(5)
    world.answer(() => null)
    await world.tick(1_440)
    await watchFor(world, 180)
    assert.match(subjects(world).join(), /^ALARM: api.example: . credentials? cannot be judged$/)
    world.answer((check) => (check.startsWith('thrifty') ? null : 200))
    const ends = () => subjects(world).filter((subject) => subject.startsWith('OK'))
    await watchFor(world, 300)
    assert.deepEqual(ends(), [])
    world.answer(() => 200)
    await watchFor(world, 240)
    assert.deepEqual(ends(), ['OK: api.example can be judged again'])
  })

  it('does not forget to ask the others in the next one', async () => {
    const world = simulate(checks)
    await world.tick(5)
    world.answer(() => 418)
    await world.tick(1_440)
    await watchFor(world, 240)
    assert.deepEqual(subjects(world), ['ALARM: production/check-0 unrecognized', `ALARM: ${thrifty.key} unrecognized`])
  })
})
