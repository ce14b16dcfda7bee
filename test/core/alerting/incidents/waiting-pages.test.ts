import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { mustWait } from '../../../../functions/core/alerting/incidents/waiting-pages.ts'
import type { Check } from '../../../../functions/core/model/check.ts'
import type { WeeklyHours } from '../../../../functions/core/model/weekly-hours.ts'
import { aCheck, declaring } from '../../../support/check.ts'
import { nowMs } from '../../../support/reading.ts'
import { manyChecks, type Simulation, simulate } from '../../../support/simulation.ts'

/** Working hours of a team. The simulation begins on a Saturday at noon. */
const workingHours: WeeklyHours = { days: ['mon', 'tue', 'wed', 'thu', 'fri'], from: 540, to: 1_020, timeZone: 'UTC' }
const untilMonday = 2_700
const hours: Partial<Check> = { urgency: 'hours', workingHours }

const watching = (overrides: Partial<Check>, count = 1) => simulate(manyChecks(count, overrides))
const expiringIn = (seconds: number): Partial<Check> => ({ expiry: declaring({ expires: nowMs / 1_000 + seconds }) })

const heard = ({ messages, stores }: Simulation) => ({
  messages: messages.map(({ to, subject }) => `${to} ${subject}`),
  waits: stores.stateOf('production/check-0')?.pending.filter(({ waits }) => waits === true).length,
})

async function ticks(world: Simulation, count: number, minutes = 5): Promise<void> {
  for (let tick = 0; tick < count; tick += 1) await world.tick(minutes)
}

/** Healthy first, then dead. */
async function dying(world: Simulation): Promise<Simulation> {
  await ticks(world, 1)
  world.answer(() => 401)
  await ticks(world, 2)
  return world
}

describe('a page of a check with urgency: hours', () => {
  it('waits until somebody works, and is sent then', async () => {
    const world = await dying(watching(hours))
    assert.deepEqual(heard(world), { messages: [], waits: 1 })
    await world.tick(untilMonday)
    assert.deepEqual(heard(world), { messages: ['page ALARM: production/check-0 rejected'], waits: 0 })
  })

  it('is sent at once in working hours', async () => {
    const world = watching(hours)
    await world.tick(untilMonday)
    assert.deepEqual(heard(await dying(world)).messages, ['page ALARM: production/check-0 rejected'])
  })

  it('reaches nobody if its problem ends before, and neither does the end', async () => {
    const world = await dying(watching(hours))
    world.answer(() => 200)
    await ticks(world, 3)
    assert.deepEqual(heard(world), { messages: [], waits: 0 })
    await world.tick(untilMonday)
    assert.deepEqual(heard(world).messages, [])
  })

  it('is one storm page then, without the reminders of the time that it has waited', async () => {
    const world = await dying(watching(hours, 12))
    await ticks(world, 2)
    await world.tick(untilMonday)
    await ticks(world, 12)
    assert.deepEqual(heard(world).messages, [
      'page ALARM: alert storm of api.example: 12 of 12 credentials are invalid',
    ])
  })

  it('has an end for the people who heard of it', async () => {
    const world = await dying(watching(hours))
    await world.tick(untilMonday)
    world.answer(() => 200)
    await ticks(world, 3)
    assert.deepEqual(heard(world).messages, [
      'page ALARM: production/check-0 rejected',
      'page OK: production/check-0 is good again',
    ])
  })

  it('after a notice ends as a notice, for the people who heard of that', async () => {
    const world = watching({ ...hours, ...expiringIn(20 * 86_400) })
    await ticks(world, 3)
    world.answer(() => 401)
    await ticks(world, 2)
    const notice = 'notice ALARM: production/check-0 expiring'
    assert.deepEqual(heard(world), { messages: [notice], waits: 1 })
    // Rotated: the new one is good, and expires much later.
    world.redeploy(manyChecks(1, hours), 'a-later-config')
    world.answer(() => 200)
    await ticks(world, 4)
    assert.deepEqual(heard(world), { messages: [notice, 'notice OK: production/check-0 is good again'], waits: 0 })
  })

  it('is not lost with the container, and goes out between the ticks of a slow cadence', async () => {
    const world = watching({ ...hours, everySeconds: 86_400 })
    await world.tick(5)
    world.answer(() => 401)
    await world.tick(1_440 - 120)
    assert.deepEqual(heard(world), { messages: [], waits: 1 })
    // Sunday, 10:00. The next tick of the cadence is on Monday at the same time.
    await world.watch(1_440 - 30)
    assert.deepEqual(heard(world), { messages: ['page ALARM: production/check-0 rejected'], waits: 0 })
  })

  it('goes on waiting in a silence, which is about it', async () => {
    const world = await dying(watching(hours))
    const from = world.now()
    const silence = { kind: 'silence', id: 'a', revision: 1, from, by: 'sam', reason: 'they move' } as const
    await world.stores.conditions.put(
      { ...silence, covers: { environment: 'production' }, until: from + 4 * 86_400_000 },
      null,
    )
    await world.tick(untilMonday)
    assert.deepEqual(heard(world), { messages: [], waits: 1 })
  })

  it('is no reason for the monitor to be silent: nothing is pending that could be sent', async () => {
    const world = await dying(watching(hours))
    await ticks(world, 2)
    assert.equal(world.events.findLast(({ event }) => event === 'tick')?.event === 'tick', true)
    const last = world.events.findLast((event) => event.event === 'tick')
    assert.equal(last?.event === 'tick' && last.heartbeat, true)
  })

  it('is not sent by a container that cannot read the table', async () => {
    const world = watching(hours)
    await ticks(world, 1)
    world.loseTable('all')
    world.answer(() => 401)
    await ticks(world, 2)
    assert.deepEqual(heard(world).messages, [])
  })
})

describe('an alert storm of checks with urgency: hours', () => {
  it('waits until somebody works, as one page', async () => {
    const world = await dying(watching(hours, 8))
    assert.deepEqual(heard(world).messages, [])
    await world.tick(untilMonday)
    assert.deepEqual(heard(world).messages, ['page ALARM: alert storm of api.example: 8 of 8 credentials are invalid'])
  })

  it('reaches nobody if it is over before', async () => {
    const world = await dying(watching(hours, 8))
    world.answer(() => 200)
    await ticks(world, 4)
    await world.tick(untilMonday)
    assert.deepEqual(heard(world).messages, [])
  })

  it('wakes people if one of its members cannot wait', async () => {
    const world = simulate([...manyChecks(8, hours), ...manyChecks(1, {}, 'urgent-')])
    await dying(world)
    assert.match(
      heard(world).messages.join(),
      /^page ALARM: alert storm of api\.example: \d of 9 credentials are invalid$/,
    )
  })
})

describe('a page about an expiry', () => {
  it('waits for working hours while more than a day remains', async () => {
    const world = watching({ workingHours, ...expiringIn(2.9 * 86_400) })
    await ticks(world, 3)
    assert.deepEqual(heard(world), { messages: [], waits: 1 })
    await world.tick(untilMonday)
    assert.deepEqual(heard(world), { messages: ['page ALARM: production/check-0 expiring'], waits: 0 })
  })

  it('is sent on a Sunday once less than a day remains', async () => {
    const world = watching({ workingHours, ...expiringIn(1.5 * 86_400) })
    await ticks(world, 3)
    assert.deepEqual(heard(world), { messages: [], waits: 1 })
    await world.tick(720)
    assert.deepEqual(heard(world), { messages: ['page ALARM: production/check-0 expiring'], waits: 0 })
  })

  it('gives way to a page about the death of the token, which waits for nobody', async () => {
    const world = watching({ workingHours, ...expiringIn(2.9 * 86_400) })
    await ticks(world, 3)
    world.answer(() => 401)
    await ticks(world, 2)
    assert.deepEqual(heard(world), { messages: ['page ALARM: production/check-0 rejected'], waits: 0 })
  })
})

describe('a check with urgency: ticket', () => {
  it('has notices and no page, from its death to its end', async () => {
    const world = await dying(watching({ urgency: 'ticket' }))
    world.answer(() => 200)
    await ticks(world, 4)
    assert.deepEqual(heard(world).messages, [
      'notice ALARM: production/check-0 rejected',
      'notice OK: production/check-0 is good again',
    ])
  })

  it('has a further notice when it dies after it was expiring', async () => {
    const world = watching({ urgency: 'ticket', ...expiringIn(86_400) })
    await ticks(world, 3)
    world.answer(() => 401)
    await ticks(world, 3)
    assert.deepEqual(heard(world).messages, [
      'notice ALARM: production/check-0 expiring',
      'notice ALARM: production/check-0 rejected',
    ])
  })
})

describe('working hours from 02:30 to 10:00 in Berlin', () => {
  const berlin: WeeklyHours = { days: ['sun'], from: 150, to: 600, timeZone: 'Europe/Berlin' }
  const waits = (at: string) =>
    mustWait(
      aCheck({ urgency: 'hours', workingHours: berlin }),
      { reason: 'revoked' },
      { expiry: null, nowMs: Date.parse(at) },
    )
  const instants: readonly (readonly [at: string, waits: boolean, when: string])[] = [
    ['2026-03-29T00:59:00Z', true, 'a minute before the clock goes forward'],
    ['2026-03-29T01:00:00Z', false, 'when the clock shows 03:00, since it skips 02:30'],
    ['2026-03-29T07:59:00Z', false, 'a minute before they end'],
    ['2026-03-29T08:00:00Z', true, 'when they end'],
    ['2026-10-25T00:29:00Z', true, 'a minute before the first 02:30'],
    ['2026-10-25T00:30:00Z', false, 'at the first 02:30'],
    ['2026-10-25T01:15:00Z', false, 'at the second 02:15'],
    ['2026-10-25T08:59:00Z', false, 'a minute before they end, in winter'],
    ['2026-10-25T09:00:00Z', true, 'when they end, in winter'],
  ]
  for (const [at, expected, when] of instants)
    it(`${expected ? 'let a page wait' : 'let a page go'} ${when}`, () => assert.equal(waits(at), expected))
})
