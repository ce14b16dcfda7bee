import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { knownEnd } from '../../../../functions/core/alerting/incidents/known-end.ts'
import { declaring } from '../../../support/check.ts'
import { nowSeconds } from '../../../support/reading.ts'
import { manyChecks, type Simulation, simulate } from '../../../support/simulation.ts'
import { aState, aVerdict } from '../../../support/verdict.ts'

const day = 24 * 60
const inDays = (days: number) => declaring({ expires: nowSeconds + days * 86_400 })

/** Subjects about tokens, without those about their provider. */
const aboutTokens = ({ messages }: Simulation) =>
  messages.map(({ subject, to }) => `${to} ${subject}`).filter((subject) => subject.includes('production/'))

async function days(world: Simulation, count: number): Promise<void> {
  for (let tick = 0; tick < count * 4; tick += 1) await world.tick(day / 4)
}

describe('a known end while the token cannot be checked', () => {
  it('comes nearer by the clock, and pages when it is near and when it has passed', async () => {
    const world = simulate(manyChecks(1, { expiry: inDays(25) }))
    await world.tick(5)
    await world.tick(5)
    world.answer(() => null)
    await days(world, 26)
    const pages = aboutTokens(world).filter((subject) => subject.startsWith('page'))
    assert.ok(pages.length >= 3, aboutTokens(world).join('\n'))
    assert.ok(pages.includes('page ALARM: production/check-0 end has passed'), pages.join('\n'))
    assert.match(world.messages.findLast(({ to }) => to === 'page')?.text ?? '', /it cannot be checked/)
  })

  it('is notified too if the token was healthy when its provider went away', async () => {
    const world = simulate(manyChecks(1, { expiry: inDays(40) }))
    await world.tick(5)
    world.answer(() => null)
    await days(world, 41)
    assert.ok(aboutTokens(world).includes('notice ALARM: production/check-0 expiring'), aboutTokens(world).join('\n'))
    assert.ok(aboutTokens(world).includes('page ALARM: production/check-0 end has passed'))
  })

  it('says nothing of death, and ends when the token is valid with a later end', async () => {
    const world = simulate(manyChecks(1, { expiry: inDays(1) }))
    await world.tick(5)
    world.answer(() => null)
    await days(world, 2)
    assert.doesNotMatch(aboutTokens(world).join(), /expired|rejected|revoked/)
    world.answer(() => 200)
    world.redeploy(manyChecks(1, { expiry: inDays(400) }), 'b')
    for (let tick = 0; tick < 4; tick += 1) await world.tick(5)
    assert.match(aboutTokens(world).at(-1) ?? '', /^page OK: production\/check-0 is good again$/)
  })

  it('is not notified of a token whose end is far, or of which nothing is known', async () => {
    for (const expiry of [inDays(400), declaring({})]) {
      const world = simulate(manyChecks(1, { expiry }))
      await world.tick(5)
      world.answer(() => null)
      await days(world, 26)
      assert.deepEqual(aboutTokens(world), [])
    }
  })

  it('does not reopen a death as an expiry', async () => {
    const world = simulate(manyChecks(1, { expiry: inDays(10) }))
    await world.tick(5)
    world.answer(() => 401)
    await world.tick(5)
    const before = aboutTokens(world).length
    world.answer(() => null)
    await days(world, 1)
    assert.doesNotMatch(aboutTokens(world).slice(before).join(), /expir/)
  })

  it('counts only if it was read of the version that is current', () => {
    const [check] = manyChecks(1)
    assert.ok(check)
    const expiry = { at: nowSeconds + 3_600, source: 'header' as const }
    const endIn = (versionId: string | null) => {
      const verdict = aVerdict('timed_out')
      const seen = { ...verdict, at: nowSeconds * 1_000, evidence: { ...verdict.evidence, versionId, expiry } }
      return knownEnd(seen, check, aState({ versionId: 'version-1', incident: null, troubles: {} }))?.reason ?? null
    }
    assert.deepEqual(['version-1', 'version-2', null].map(endIn), ['expiring', null, null])
  })
})
