import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { clearStorm } from '../../../../functions/core/alerting/incidents/clear-storm.ts'
import { silence } from '../../../../functions/core/alerting/incidents/silences.ts'
import { anEnvironment, declaring } from '../../../support/check.ts'
import { nowSeconds } from '../../../support/reading.ts'
import { manyChecks, type Simulation, simulate } from '../../../support/simulation.ts'

const nothing = { kind: 'declared' } as const

const subjects = ({ messages }: Simulation) => messages.map(({ subject }) => subject)
const topics = ({ messages }: Simulation) => messages.map(({ to }) => to)
const storms = ({ events }: Simulation) =>
  events.flatMap((event) => (event.event === 'group_message' ? [`${event.about} ${event.kind} ${event.provider}`] : []))

async function ticks(world: Simulation, count: number, cadences?: readonly string[]): Promise<void> {
  for (let tick = 0; tick < count; tick += 1) await world.tick(5, cadences)
}

describe('an outage of a provider with 400 checks in 8 batches', () => {
  it('is one notice when it begins and one when it is over', async () => {
    const world = simulate(manyChecks(400))
    await world.tick(5)
    world.answer(() => null)
    await ticks(world, 6)
    world.answer(() => 200)
    await ticks(world, 4)
    assert.deepEqual(storms(world), ['outage open api.example', 'outage resolve api.example'])
    assert.deepEqual(topics(world), ['notice', 'notice'])
  })

  it('is one notice although some batches see it a tick earlier and others a tick later', async () => {
    const world = simulate(manyChecks(400))
    const number = (check: string) => Number(check.slice('check-'.length))
    world.answer((check) => (number(check) < 3 ? null : 200))
    await world.tick(5)
    world.answer((check) => (number(check) < 350 ? null : 200))
    await world.tick(5)
    world.answer(() => null)
    await ticks(world, 5)
    world.answer((check) => (number(check) < 50 ? null : 200))
    await ticks(world, 2)
    world.answer(() => 200)
    await ticks(world, 4)
    assert.deepEqual(storms(world), ['outage open api.example', 'outage resolve api.example'])
    assert.equal(world.messages.length, 2)
  })

  it('is one notice for checks of several cadences', async () => {
    const world = simulate([...manyChecks(30), ...manyChecks(30, { everySeconds: 60 }, 'fast-')])
    world.answer(() => null)
    for (let minute = 1; minute <= 16; minute += 1) await world.tick(1, minute % 5 === 0 ? ['1m', '5m'] : ['1m'])
    world.answer(() => 200)
    for (let minute = 17; minute <= 40; minute += 1) await world.tick(1, minute % 5 === 0 ? ['1m', '5m'] : ['1m'])
    assert.deepEqual(storms(world), ['outage open api.example', 'outage resolve api.example'])
  })

  it('hides no token that is proved invalid meanwhile', async () => {
    const world = simulate(manyChecks(60))
    await world.tick(5)
    world.answer((check) => (check === 'check-7' ? 401 : 503))
    await ticks(world, 5)
    assert.deepEqual(subjects(world)[0], 'ALARM: production/check-7 rejected')
    assert.deepEqual(storms(world), ['outage open api.example'])
  })

  it('reminds while it stays open, and notifies again when it has grown from one check to all', async () => {
    const world = simulate(manyChecks(60))
    world.answer((check) => (check === 'check-0' ? null : 200))
    await ticks(world, 5)
    world.answer(() => null)
    await world.tick(60)
    await ticks(world, 4)
    assert.deepEqual(storms(world), ['outage open api.example', 'outage remind api.example'])
    await world.tick(245)
    await world.tick(5)
    assert.equal(storms(world).length, 3)
  })

  it('notifies again when it has grown to all checks, days after the last reminder', async () => {
    const world = simulate(manyChecks(60))
    world.answer((check) => (check === 'check-0' ? null : 200))
    await ticks(world, 4)
    for (let hour = 0; hour < 48; hour += 1) await world.tick(60)
    assert.equal(storms(world).length, 1 + 6)
    world.answer(() => null)
    await ticks(world, 5)
    assert.equal(storms(world).length, 1 + 6 + 1)
  })

  it('notifies again if most of it was over for an hour and returns', async () => {
    const world = simulate(manyChecks(60))
    world.answer(() => null)
    await ticks(world, 4)
    world.answer((check) => (check === 'check-0' ? null : 200))
    await ticks(world, 14)
    assert.equal(storms(world).length, 1)
    world.answer(() => null)
    await ticks(world, 5)
    assert.deepEqual(storms(world), ['outage open api.example', 'outage remind api.example'])
  })

  it('is over although checks of a slower cadence saw a short part of it and will not run again before tomorrow', async () => {
    const world = simulate([...manyChecks(10), ...manyChecks(10, { everySeconds: 86_400 }, 'nightly-')])
    world.answer(() => null)
    await world.tick(5)
    await ticks(world, 4, ['5m'])
    await world.tick(5)
    world.answer(() => 200)
    await ticks(world, 4, ['5m'])
    assert.deepEqual(storms(world), ['outage open api.example', 'outage resolve api.example'])
  })

  it('has no reminders while a silence covers all of it', async () => {
    const world = simulate(manyChecks(10))
    world.answer(() => null)
    await ticks(world, 4)
    const request = { covers: { provider: 'api.example' }, until: world.now() + 43_200_000, by: 'sam', reason: 'known' }
    await silence(request, { ...world.stores, now: world.now, newId: () => 'one' })
    for (let hour = 0; hour < 11; hour += 1) await world.tick(60)
    assert.equal(storms(world).length, 1)
    for (let hour = 0; hour < 3; hour += 1) await world.tick(60)
    assert.deepEqual(storms(world), ['outage open api.example', 'outage remind api.example'])
  })

  it('stays pending while SNS does not accept it, and is sent once when it does', async () => {
    const world = simulate(manyChecks(10))
    world.answer(() => null)
    world.deafen(true)
    await ticks(world, 5)
    assert.deepEqual(world.messages, [])
    world.deafen(false)
    await ticks(world, 3)
    assert.deepEqual(topics(world), ['notice'])
  })
})

describe('tokens of one provider that die at once', () => {
  it('send one page if they are more than a tenth of the tokens and more than five', async () => {
    const world = simulate(manyChecks(400))
    await world.tick(5)
    world.answer(() => 401)
    await ticks(world, 3)
    assert.deepEqual(storms(world), ['storm open api.example'])
    assert.deepEqual(topics(world), ['page'])
  })

  it('send one page also for a batch that began before the storm was found and ends after it', async () => {
    const world = simulate([...manyChecks(50), ...manyChecks(50, {}, 'late-')])
    await world.tick(5)
    world.answer(async (check) => {
      while (check.startsWith('late-') && world.messages.length === 0) await setImmediate()
      return 401
    })
    await ticks(world, 2)
    assert.deepEqual([storms(world), topics(world)], [['storm open api.example'], ['page']])
  })

  it('send a page each if they are at most five, or at most a tenth', async () => {
    const five = simulate(manyChecks(20))
    five.answer((check) => (/-[0-4]$/.test(check) ? 401 : 200))
    await five.tick(5)
    assert.deepEqual([five.messages.length, storms(five)], [5, []])
    const six = simulate(manyChecks(20))
    six.answer((check) => (/-[0-5]$/.test(check) ? 401 : 200))
    await six.tick(5)
    assert.deepEqual([six.messages.length, storms(six)], [1, ['storm open api.example']])
    const tenth = simulate(manyChecks(100))
    tenth.answer((check) => (check.endsWith('7') ? 401 : 200))
    await tenth.tick(5)
    assert.deepEqual([tenth.messages.length, storms(tenth)], [10, []])
  })

  it('send one page although each batch has too few: a batch with several waits for the batches beside it', async () => {
    const world = simulate([...manyChecks(50), ...manyChecks(50, {}, 'late-')])
    await world.tick(5)
    world.answer(async (check) => {
      if (check.startsWith('late-')) await setImmediate()
      return /-[0-7]$/.test(check) ? 401 : 200
    })
    await world.tick(5)
    assert.deepEqual([storms(world), world.messages.length], [['storm open api.example'], 1])
  })

  it('are a storm although they die in two windows', async () => {
    const world = simulate(manyChecks(30))
    const minutesTo = (14 - (Math.floor(world.now() / 60_000) % 15) + 15) % 15
    world.answer((check) => (/-[0-3]$/.test(check) ? 401 : 200))
    await world.tick(minutesTo)
    assert.equal(world.messages.length, 4)
    world.answer((check) => (/-[0-7]$/.test(check) ? 401 : 200))
    await world.tick(5)
    assert.deepEqual([storms(world), world.messages.length], [['storm open api.example'], 5])
  })

  it('keep their own incidents, ends included, if those were notified before the storm', async () => {
    const world = simulate(manyChecks(50))
    world.answer((check) => (check === 'check-0' ? 401 : 200))
    await world.tick(5)
    world.answer(() => 401)
    await world.tick(5)
    world.answer(() => 200)
    await ticks(world, 7)
    assert.deepEqual(
      subjects(world).filter((subject) => subject.includes('production/')),
      ['ALARM: production/check-0 rejected', 'OK: production/check-0 is good again'],
    )
    assert.deepEqual(storms(world), ['storm open api.example', 'storm resolve api.example'])
  })

  it('are not rotated until a person clears the storm, and page one by one again afterwards', async () => {
    const rotation = { by: 'managed', rotateWithinSeconds: 86_400 } as const
    const expiry = declaring({ expires: nowSeconds + 80_000 })
    const world = simulate([...manyChecks(40), ...manyChecks(1, { rotation, expiry }, 'rotated-')])
    world.answer((check) => (check.startsWith('check-') ? 401 : 200))
    await ticks(world, 2)
    assert.deepEqual([storms(world), world.rotated], [['storm open api.example'], []])
    assert.equal(await clearStorm('api.example', 'sam', { ...world.stores, now: world.now }), true)
    assert.equal(await clearStorm('api.example', 'sam', { ...world.stores, now: world.now }), false)
    await world.tick(5)
    assert.deepEqual(
      [storms(world), world.rotated],
      [['storm open api.example', 'storm resolve api.example'], ['production/rotated-0']],
    )
    world.answer(() => 401)
    await world.tick(5)
    assert.equal(subjects(world).at(-1), 'ALARM: production/rotated-0 rejected')
    assert.equal(world.messages.length, 3)
  })

  it('notify by themselves if they are still dead four hours after a person has cleared the storm', async () => {
    const world = simulate(manyChecks(7))
    world.answer(() => 401)
    await ticks(world, 2)
    assert.equal(await clearStorm('api.example', 'sam', { ...world.stores, now: world.now }), true)
    world.answer((check) => (check === 'check-3' ? 401 : 200))
    await ticks(world, 46)
    assert.deepEqual(subjects(world).slice(2), [])
    await ticks(world, 4)
    assert.deepEqual(subjects(world).slice(2), ['ALARM: production/check-3 rejected'])
  })

  it('remind every four hours while nobody clears the storm, six times', async () => {
    const world = simulate(manyChecks(7))
    world.answer(() => 401)
    await world.tick(5)
    for (let hour = 0; hour < 48; hour += 1) await world.tick(60)
    assert.deepEqual(storms(world), [
      'storm open api.example',
      ...Array.from({ length: 6 }, () => 'storm remind api.example'),
    ])
    assert.deepEqual(
      [new Set(topics(world)), subjects(world).at(-1)],
      [new Set(['page']), 'ALARM: alert storm of api.example: 7 of 7 credentials are invalid'],
    )
  })

  it('have no reminders while a silence covers all of them', async () => {
    const world = simulate(manyChecks(40))
    world.answer(() => 401)
    await world.tick(5)
    const request = { covers: { provider: 'api.example' }, until: world.now() + 43_200_000, by: 'sam', reason: 'known' }
    await silence(request, { ...world.stores, now: world.now, newId: () => 'one' })
    for (let hour = 0; hour < 11; hour += 1) await world.tick(60)
    assert.equal(world.messages.length, 1)
    await world.tick(120)
    assert.equal(storms(world).at(-1), 'storm remind api.example')
  })

  it('do not hide tokens that die days later: those page one by one, or as another storm', async () => {
    const world = simulate([...manyChecks(40), ...manyChecks(40, {}, 'later-')])
    world.answer((check) => (check.startsWith('check-') ? 401 : 200))
    await world.tick(5)
    for (let hour = 0; hour < 30; hour += 1) await world.tick(60)
    const before = world.messages.length
    world.answer((check) => (check.startsWith('check-') || check === 'later-0' ? 401 : 200))
    await world.tick(5)
    assert.deepEqual(subjects(world).slice(before), ['ALARM: production/later-0 rejected'])
    world.answer(() => 401)
    await world.tick(60)
    assert.match(
      subjects(world)
        .slice(before + 1)
        .join(),
      /^ALARM: alert storm of api.example: \d+ of 80 credentials are invalid$/,
    )
  })

  it('of two providers are two storms', async () => {
    const world = simulate([...manyChecks(20), ...manyChecks(20, { provider: 'other.example' }, 'other-')])
    world.answer(() => 401)
    await world.tick(5)
    assert.deepEqual(storms(world).toSorted(), ['storm open api.example', 'storm open other.example'])
  })

  it('that expire on a known date are no storm, because no answer could be wrong', async () => {
    const expiry = declaring({ expires: nowSeconds - 60 })
    const checks = manyChecks(8, { expiry }).map((check) => ({ ...check, question: nothing, profile: 'declared' }))
    const world = simulate(checks)
    await world.tick(5)
    assert.deepEqual([world.messages.length, storms(world)], [8, []])
  })
})

describe('notices that are due together', () => {
  it('are one message for each environment, kind and reason', async () => {
    const expiry = declaring({ expires: nowSeconds + 20 * 86_400 })
    const world = simulate([
      ...manyChecks(30, { expiry }),
      ...manyChecks(5, { expiry, environment: 'staging' }, 'staged-'),
    ])
    await ticks(world, 3)
    assert.deepEqual(
      world.messages.map(({ to, routes }) => [to, routes]),
      [
        ['notice', ['production']],
        ['notice', ['staging']],
      ],
    )
  })

  it('are sent one by one to PagerDuty, which closes each under its own name', async () => {
    const page = {
      kind: 'pagerduty',
      via: 'events',
      region: 'us',
      integrationKey: { secretId: 'pagerduty', field: null, keyArn: null },
    } as const
    const thresholds = { unknownAfter: 1, misconfiguredAfter: 1, recoversAfter: 1, unprovedAfterSeconds: 1_800 }
    const world = simulate(manyChecks(3, { thresholds }), { environments: [anEnvironment({ notice: [page] })] })
    world.answer(() => 418)
    await ticks(world, 2)
    world.answer(() => 200)
    await ticks(world, 2)
    const names = world.messages.map(({ json }) => JSON.parse(json).AlarmName)
    const each = [0, 1, 2].map((number) => `tokenwatch/acme/production/check-${number}`)
    assert.deepEqual([names.slice(0, 3).toSorted(), names.slice(3).toSorted()], [each, each])
  })

  it('are two messages if their reasons differ', async () => {
    const expiry = declaring({ expires: nowSeconds + 20 * 86_400 })
    const thresholds = { unknownAfter: 1, misconfiguredAfter: 1, recoversAfter: 2, unprovedAfterSeconds: 1_800 }
    const world = simulate([...manyChecks(3, { expiry }), ...manyChecks(3, { thresholds }, 'odd-')])
    world.answer((check) => (check.startsWith('odd-') ? 418 : 200))
    await ticks(world, 2)
    const two = 'ALARM: 3 credentials of production need attention'
    assert.deepEqual(subjects(world), [two, two])
  })
})
