import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { declaring } from '../../../support/check.ts'
import { nowMs } from '../../../support/reading.ts'
import { manyChecks, type Simulation, simulate } from '../../../support/simulation.ts'

const ownedBy = (owner: string, count: number) => manyChecks(count, { owner, routesTo: owner }, `${owner}-`)

/** Subject and routes of each message since the given number of messages. */
const heard = ({ messages }: Simulation, since = 0) =>
  messages.slice(since).map(({ to, routes }) => [to, routes.toSorted()])

async function ticks(world: Simulation, count: number): Promise<void> {
  for (let tick = 0; tick < count; tick += 1) await world.tick(5)
}

describe('the messages about credentials of owners', () => {
  it('are sent to the owners of all members of an alert storm, and its end too', async () => {
    const world = simulate([...ownedBy('payments', 4), ...ownedBy('docs', 4), ...manyChecks(20)])
    const isDead = (check: string) => /payments-|docs-/.test(check)
    world.answer((check) => (isDead(check) ? 401 : 200))
    await ticks(world, 2)
    assert.deepEqual(heard(world), [['page', ['production:docs', 'production:payments']]])
    world.answer(() => 200)
    await ticks(world, 3)
    assert.deepEqual(heard(world, 1), [['page', ['production:docs', 'production:payments']]])
  })

  it('name later members of a storm at once to an owner who has heard nothing yet', async () => {
    const world = simulate([...ownedBy('payments', 8), ...ownedBy('docs', 1), ...manyChecks(20)])
    world.answer((check) => (check.startsWith('payments-') ? 401 : 200))
    await ticks(world, 2)
    assert.deepEqual(heard(world), [['page', ['production:payments']]])
    world.answer((check) => (/payments-|docs-/.test(check) ? 401 : 200))
    await ticks(world, 2)
    assert.deepEqual(heard(world, 1), [['page', ['production:docs', 'production:payments']]])
  })

  it('are sent to the owners of all checks of an outage, and its end too', async () => {
    const world = simulate([...ownedBy('payments', 3), ...ownedBy('docs', 3)])
    world.answer(() => 503)
    await ticks(world, 6)
    assert.deepEqual(heard(world), [['notice', ['production:docs', 'production:payments']]])
    world.answer(() => 200)
    await ticks(world, 3)
    assert.deepEqual(heard(world, 1), [['notice', ['production:docs', 'production:payments']]])
  })

  it('are grouped for each owner', async () => {
    const expiry = declaring({ expires: nowMs / 1_000 + 20 * 86_400 })
    const dated = (owner: string) => manyChecks(3, { owner, routesTo: owner, expiry }, `${owner}-`)
    const world = simulate([...dated('payments'), ...dated('docs')])
    await ticks(world, 3)
    assert.deepEqual(heard(world).toSorted(), [
      ['notice', ['production:docs']],
      ['notice', ['production:payments']],
    ])
  })
})
