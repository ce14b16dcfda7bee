import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { controlOnce } from '../../../functions/core/probe/controlled.ts'
import { probe } from '../../../functions/core/probe/probe.ts'
import { withoutComparison } from '../../../functions/core/probe/unlike-broken.ts'
import { expecting, reading } from '../../support/check.ts'
import { type AnswerTo, jsonReply, watching } from '../../support/watched-api.ts'

/** A profile whose refusal an RFC describes, and no document of its provider. */
const asking = {
  everySeconds: 3_600,
  profile: 'replicate',
  controls: true,
  paths: reading({}),
  expect: expecting({}),
} as const

const living = jsonReply(200, { username: 'acme' })
const refused = jsonReply(401, { message: 'Unauthorized' })
const otherwise = jsonReply(401, { message: 'Unauthorized', code: 'no_such_key' })

const dead: AnswerTo = () => refused
const narrowed: AnswerTo = (caller) => (caller === 'real' ? refused : otherwise)
const inTrouble: AnswerTo = (caller) => (caller === 'broken' ? jsonReply(503, {}) : refused)

describe('a refusal that only a standard describes', () => {
  const rows = [
    ['pages where a broken credential is refused so too', dead, {}, 'rejected', ''],
    ['proves nothing where a broken one is refused otherwise', narrowed, {}, 'unrecognized', 'refused otherwise'],
    ['is a notice that says so where controls are off', dead, { controls: false }, 'unrecognized', 'only a standard'],
    ['is a notice where the broken one got no answer', inTrouble, {}, 'unrecognized', 'only a standard'],
  ] as const
  for (const [what, api, change, reason, says] of rows)
    it(what, () =>
      watching(api, { ...asking, ...change }, async ({ become, tick, state, subjects }) => {
        become((caller) => (caller === 'real' ? living : refused))
        await tick(60)
        assert.equal(state()?.reason, 'healthy')
        become(api)
        for (const _ of [1, 2, 3]) await tick(60)
        assert.equal(state()?.reason, reason)
        assert.ok(state()?.detail?.includes(says), state()?.detail)
        assert.ok(subjects().length > 0, 'somebody is notified')
        assert.equal(
          subjects().some((subject) => subject.includes('rejected')),
          reason === 'rejected',
        )
      }),
    )

  it('is a death as soon as it can be compared', () =>
    watching(inTrouble, asking, async ({ become, tick, state }) => {
      await tick(60)
      assert.equal(state()?.reason, 'unrecognized')
      become(dead)
      await tick(60)
      assert.equal(state()?.reason, 'rejected')
    }))

  it('stays a death that was compared before, where the broken one gets no answer any more', () =>
    watching(dead, asking, async ({ become, tick, state }) => {
      await tick(60)
      become(inTrouble)
      await tick(60)
      assert.equal(state()?.reason, 'rejected')
    }))

  it('stays a death for a caller who sends no broken credential, if it was compared before', () =>
    watching(dead, asking, async ({ check, prober, tick, state }) => {
      await tick(60)
      const found = await probe(check, prober.dependencies, {})
      const judged = (previous: ReturnType<typeof state>) =>
        withoutComparison(check, found, { previous: previous ?? null, proof: {} }, Date.now()).verdict.reason
      assert.deepEqual([judged(state()), judged(undefined)], ['rejected', 'unrecognized'])
    }))

  it('is weakened by nothing where it names the credential', () =>
    watching(
      () => jsonReply(401, { message: 'The API key has expired' }),
      { ...asking, controls: false },
      async ({ tick, state }) => {
        await tick(60)
        assert.equal(state()?.reason, 'rejected')
      },
    ))

  for (const [controls, reason] of [
    [true, 'rejected'],
    [false, 'unrecognized'],
  ] as const)
    it(`is ${reason} for a person who asks with controls ${controls ? 'on' : 'off'}`, () =>
      watching(dead, { ...asking, controls }, async ({ check, prober }) => {
        const found = await probe(check, prober.dependencies, {})
        const { probed } = await controlOnce(check, found, prober.dependencies)
        assert.equal(probed.verdict.reason, reason)
      }))
})
