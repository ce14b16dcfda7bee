import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { declaring } from '../../../support/check.ts'
import { nowSeconds } from '../../../support/reading.ts'
import { manyChecks, type Simulation, simulate } from '../../../support/simulation.ts'

const inHours = (hours: number) => declaring({ expires: nowSeconds + hours * 3_600 })

/** Subjects of the pages since the given number of messages. */
const pages = ({ messages }: Simulation, since = 0) =>
  messages.slice(since).flatMap(({ subject, to }) => (to === 'page' ? [subject] : []))

async function hours(world: Simulation, count: number): Promise<void> {
  for (let tick = 0; tick < count * 2; tick += 1) await world.tick(30)
}

/** Ticks in which a message can have been written and sent. */
async function moment(world: Simulation): Promise<void> {
  for (let tick = 0; tick < 4; tick += 1) await world.tick(5)
}

describe('many known ends that come near, and pass, while the tokens cannot be checked', () => {
  it('are one page at each threshold, which names all of them', async () => {
    const world = simulate(manyChecks(30, { expiry: inHours(26), criticalSeconds: 12 * 3_600 }))
    await world.tick(5)
    world.answer(() => null)
    await hours(world, 15)
    // A check that its host's circuit breaker spares for a tick is named a tick later.
    assert.ok(pages(world).length <= 2, pages(world).join('\n'))
    assert.equal(pages(world).at(-1), 'ALARM: api.example: 30 of 30 known ends near')
    const named = world.messages.findLast(({ to }) => to === 'page')?.json ?? ''
    for (const { key } of manyChecks(30)) assert.ok(named.includes(key), named)
    const before = world.messages.length
    await hours(world, 13)
    await moment(world)
    const after = pages(world, before)
    // The thresholds 4h, 1h and 0, each about all, or about the last ones a tick later, and reminders.
    assert.ok(after.length <= 9, after.join('\n'))
    for (const subject of after) assert.match(subject, /api.example: 30 of 30 known ends near/)
    assert.equal(after.at(-1), 'ALARM: api.example: 30 of 30 known ends near, 30 passed')
  })

  it('end for everybody who heard of them, once the tokens are good with later ends', async () => {
    const checks = manyChecks(10, { expiry: inHours(6), criticalSeconds: 12 * 3_600 })
    const world = simulate(checks)
    await world.tick(5)
    const before = pages(world)
    assert.equal(before.length, 10)
    world.answer(() => null)
    await hours(world, 7)
    world.redeploy(manyChecks(10, { expiry: inHours(10_000) }), 'b')
    world.answer(() => 200)
    await moment(world)
    const ends = pages(world).filter((subject) => subject.startsWith('OK: '))
    assert.equal(ends.filter((subject) => subject.endsWith('is good again')).length, 10)
    assert.equal(ends.filter((subject) => subject === 'OK: the known ends of api.example: over').length, 1)
  })

  it('name who joins later, and whoever comes nearer although few do', async () => {
    const some = manyChecks(20, { expiry: inHours(14), criticalSeconds: 12 * 3_600 })
    const later = manyChecks(2, { expiry: inHours(20), criticalSeconds: 12 * 3_600 }, 'later-')
    const world = simulate([...some, ...later])
    await world.tick(5)
    world.answer(() => null)
    await hours(world, 3)
    assert.equal(pages(world).at(-1), 'ALARM: api.example: 20 of 22 known ends near')
    await hours(world, 18)
    const paged = world.messages.filter(({ to }) => to === 'page')
    for (const { key } of later)
      assert.ok(
        paged.some(({ json }) => json.includes(key)),
        key,
      )
    for (const { key } of some)
      assert.ok(
        paged.every(({ subject }) => !subject.includes(key)),
        key,
      )
  })

  it('are paged one by one if they are few', async () => {
    const world = simulate(manyChecks(5, { expiry: inHours(14), criticalSeconds: 12 * 3_600 }))
    await world.tick(5)
    world.answer(() => null)
    await hours(world, 3)
    assert.equal(pages(world).length, 5)
  })

  it('say nothing in a silence, and are one page after it', async () => {
    const world = simulate(manyChecks(12, { expiry: inHours(14), criticalSeconds: 12 * 3_600 }))
    await world.tick(5)
    world.answer(() => null)
    const covers = { environment: 'production' } as const
    await world.stores.conditions.put(
      {
        kind: 'silence',
        id: 'one',
        revision: 1,
        covers,
        from: world.now(),
        until: world.now() + 4 * 3_600_000,
        by: 'sam',
        reason: 'a move',
      },
      null,
    )
    await hours(world, 3)
    assert.deepEqual(pages(world), [])
    await hours(world, 2)
    assert.equal(pages(world).at(-1), 'ALARM: api.example: 12 of 12 known ends near')
    for (const subject of pages(world)) assert.match(subject, /api.example: 1. of 12 known ends near/)
  })
})
