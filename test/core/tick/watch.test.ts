import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { watchSeconds } from '../../../functions/core/model/cadences.ts'
import type { Check } from '../../../functions/core/model/check.ts'
import { deploymentMetrics } from '../../../functions/core/model/metric-names.ts'
import { isWithinBudget } from '../../../functions/core/probe/calls/ask-again.ts'
import { aDeployment } from '../../support/check.ts'
import { manyChecks, type Simulation, simulate } from '../../support/simulation.ts'

const minuteMs = 60_000
const dayMinutes = 24 * 60
const cadences = [1_800, 3_600, 6 * 3_600, 86_400]
const nightly: Partial<Check> = { everySeconds: 86_400 }

/** Runs the watchdog every quarter of an hour. */
async function watchFor(world: Simulation, minutes: number): Promise<void> {
  for (let passed = 0; passed < minutes; passed += watchSeconds / 60) await world.watch(watchSeconds / 60)
}

/** Counts the requests for the token of each check. */
function counting(answer: (check: string) => number | null) {
  const asked: string[] = []
  const answers = (check: string) => {
    asked.push(check)
    return answer(check)
  }
  return { asked, answers }
}

const subjects = ({ messages }: Simulation) => messages.map(({ subject }) => subject)

describe('a check in trouble is asked again before its next tick', () => {
  for (const everySeconds of cadences) {
    it(`so that it is notified within two hours that it cannot be judged, every ${everySeconds} s`, async () => {
      const world = simulate(manyChecks(3, { everySeconds }))
      await world.tick(5)
      world.answer((check) => (check === 'check-1' ? 418 : 200))
      await world.tick(everySeconds / 60)
      await watchFor(world, 105)
      assert.deepEqual(subjects(world), ['ALARM: production/check-1 unrecognized'])
    })

    it(`so that an outage begins and ends within two hours, every ${everySeconds} s`, async () => {
      const world = simulate(manyChecks(3, { everySeconds }))
      await world.tick(5)
      world.answer(() => null)
      await world.tick(everySeconds / 60)
      await watchFor(world, 105)
      assert.deepEqual(
        world.messages.map(({ subject }) => subject),
        ['ALARM: api.example: 3 credentials cannot be judged'],
      )
      world.answer(() => 200)
      await watchFor(world, 120)
      assert.equal(world.messages.length, 2)
      assert.match(subjects(world)[1] ?? '', /^OK: /)
    })
  }

  it('so that it is good again within two hours, once its next tick found it so', async () => {
    const world = simulate(manyChecks(1, nightly))
    world.answer(() => 401)
    await world.tick(5)
    world.answer(() => 200)
    await world.tick(dayMinutes)
    await watchFor(world, 30)
    assert.deepEqual(subjects(world), ['ALARM: production/check-0 rejected', 'OK: production/check-0 is good again'])
  })

  it('also if its batch was cut off before it was asked', async () => {
    const world = simulate(manyChecks(1, nightly))
    await world.tick(5)
    world.answer(() => 401)
    world.cutOff(true)
    await world.tick(dayMinutes)
    world.cutOff(false)
    await watchFor(world, 30)
    assert.deepEqual(subjects(world), ['ALARM: production/check-0 rejected'])
  })

  it('and no more often than its cadence while all is well, or once it was notified', async () => {
    const { asked, answers } = counting((check) => (check === 'check-0' ? 401 : 200))
    const world = simulate(manyChecks(3, nightly))
    world.answer(answers)
    await world.tick(5)
    const first = asked.length
    await watchFor(world, dayMinutes / 2)
    assert.equal(asked.length, first)
  })

  it('and not at all beside the ticks of a fast cadence', async () => {
    const { asked, answers } = counting(() => null)
    const world = simulate(manyChecks(3, { everySeconds: 900 }))
    world.answer(answers)
    await world.tick(5)
    const first = asked.length
    await watchFor(world, 60)
    assert.equal(asked.length, first)
  })

  it('within its budget', () => {
    const host = { calls: 600, perSeconds: 60 }
    const rounds = (calls: number, perSeconds: number) => {
      const [check] = manyChecks(1, { ...nightly, budget: { credential: { calls, perSeconds }, host } })
      const deployment = aDeployment(check === undefined ? [] : [check])
      return [1, 2, 3, 4, 5, 6, 7, 8].filter((round) => isWithinBudget(deployment, 'production/check-0', round))
    }
    assert.deepEqual(rounds(12, 60), [1, 2, 3, 4, 5, 6, 7, 8])
    assert.deepEqual(rounds(10, 3_600), [1, 2, 3, 4, 5, 6, 7, 8])
    assert.deepEqual(rounds(5, 3_600), [2, 4, 6, 8])
    assert.deepEqual(rounds(3, 86_400), [])
  })
})

describe('the watchdog', () => {
  it('says that all is watched, however slow the cadences are', async () => {
    const world = simulate([...manyChecks(2, nightly), ...manyChecks(2, {}, 'fast-')])
    await world.tick(5)
    await world.watch(15)
    await world.tick(5, ['5m'])
    await world.watch(10)
    assert.equal(world.watched.length, 2)
  })

  it('is silent within an hour if a cadence is, whatever its interval', async () => {
    for (const everySeconds of [60, 300, ...cadences]) {
      const world = simulate(manyChecks(2, { everySeconds }))
      await world.tick(5)
      const due = world.now() + everySeconds * 1_000
      await watchFor(world, everySeconds / 60 + 60)
      assert.ok((world.watched.at(-1) ?? 0) <= due + 30 * minuteMs, `${everySeconds} s`)
    }
  })

  it('is silent while a tick of a slow cadence was not judged, and speaks once it was asked again', async () => {
    const world = simulate(manyChecks(2, nightly))
    await world.tick(5)
    world.cutOff(true)
    await world.tick(dayMinutes)
    await watchFor(world, 60)
    const before = world.watched.length
    await watchFor(world, 60)
    assert.equal(world.watched.length, before)
    world.cutOff(false)
    await watchFor(world, 60)
    assert.ok(world.watched.length > before)
  })

  it('is silent before the first tick', async () => {
    const world = simulate(manyChecks(2, nightly))
    await world.watch(15)
    assert.deepEqual(world.watched, [])
  })
})

describe('the pages that batches of the watchdog sent', () => {
  const counted = ({ metrics }: Simulation) =>
    metrics
      .filter(({ name }) => name === deploymentMetrics.pagesSent)
      .reduce((total, { values }) => total + values.reduce((sum, value) => sum + value, 0), 0)

  it('are counted, each once', async () => {
    const world = simulate(manyChecks(3, nightly))
    await world.tick(5)
    world.answer((check) => (check === 'check-1' ? 418 : 200))
    await world.tick(dayMinutes)
    await watchFor(world, 30)
    world.answer((check) => (check === 'check-1' ? 401 : 200))
    await watchFor(world, 240)
    world.answer(() => 200)
    await world.tick(dayMinutes - 270)
    const pages = world.messages.filter(({ to }) => to === 'page').length
    assert.ok(pages >= 1, subjects(world).join())
    await world.tick(dayMinutes)
    assert.equal(counted(world), pages)
  })
})
