import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { declaring } from '../../../support/check.ts'
import { isLongRun } from '../../../support/long-run.ts'
import { nowSeconds } from '../../../support/reading.ts'
import { type Answers, manyChecks, seeded, simulate } from '../../../support/simulation.ts'

/** Eight hours, a tick every five minutes. */
const ticks = 96
const diesAt = 50
const dead = 'check-77'

describe('a night in which a provider refuses one good token in ten', () => {
  for (const seed of isLongRun ? [1, 2, 3, 4] : [1])
    it(`pages for no valid token, and pages for the token that dies (seed ${seed})`, async () => {
      const random = seeded(seed)
      const night = simulate(manyChecks(200))
      let wokenAt = 0
      for (let tick = 1; tick <= ticks; tick += 1) {
        night.answer((check) => (random() < 0.1 || (tick >= diesAt && check === dead) ? 401 : 200))
        await night.tick(5)
        if (wokenAt === 0 && night.messages.some(({ to }) => to === 'page')) wokenAt = tick
      }
      const pages = night.messages.filter(({ to }) => to === 'page').map(({ subject }) => subject)
      assert.deepEqual([...new Set(pages)], [`ALARM: production/${dead} rejected`])
      assert.equal(wokenAt, diesAt + 2)
    })
})

/** Answers falsely once, and correctly on the next request. */
function refusingOnce(wronged: string): Answers {
  let asked = 0
  return (check) => {
    if (check === wronged) asked += 1
    return check === wronged && asked === 1 ? 401 : 200
  }
}

describe('a provider that refused a good token', () => {
  const rotation = { by: 'managed', rotateWithinSeconds: 86_400 } as const

  it('is trusted again after half an hour', async () => {
    const night = simulate(manyChecks(2))
    await night.tick(5)
    night.answer(refusingOnce('check-0'))
    await night.tick(5)
    night.answer((check) => (check === 'check-1' ? 401 : 200))
    await night.tick(5)
    assert.deepEqual(night.messages, [])
    night.answer(() => 200)
    await night.tick(5)
    await night.tick(35)
    night.answer((check) => (check === 'check-1' ? 401 : 200))
    await night.tick(5)
    assert.deepEqual(
      night.messages.map(({ subject }) => subject),
      ['ALARM: production/check-1 rejected'],
    )
  })

  it('has none of its tokens rotated while it is marked unreliable', async () => {
    const expiry = declaring({ expires: nowSeconds + 7_200 })
    const night = simulate([...manyChecks(1), ...manyChecks(1, { rotation, expiry }, 'rotated-')])
    night.answer(refusingOnce('check-0'))
    await night.tick(5)
    await night.tick(5)
    assert.deepEqual(night.rotated, [])
    assert.ok(night.events.some((event) => event.event === 'rotation' && event.outcome === 'held'))
    await night.tick(35)
    await night.tick(5)
    assert.deepEqual(night.rotated, ['production/rotated-0', 'production/rotated-0'])
  })
})
