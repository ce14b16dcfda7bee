import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { assess } from '../../../functions/core/probe/assess.ts'
import type { Control } from '../../../functions/core/probe/control.ts'
import { lookForVacuity, seenBeside, withControl } from '../../../functions/core/probe/controlled.ts'
import { aCheck } from '../../support/check.ts'
import { down, good, inTurn, probing, refused } from '../../support/probing-api.ts'
import { aFailure, anAnswer, aRejection, nowMs } from '../../support/reading.ts'
import { openStores } from '../../support/stores.ts'
import { aState } from '../../support/verdict.ts'

const dead = assess(aCheck(), [aRejection(), aRejection()], nowMs)
const limping = assess(aCheck(), [anAnswer({ meaning: 'provider_error', rule: 'server-error', status: 503 })], nowMs)
const seen = (outcome: Control['outcome'], shown: string): Control => ({ credential: 'none', outcome, shown })

describe('a request without a credential, after a failed one', () => {
  const cases: [string, typeof dead, Control, reason: string, detail: string][] = [
    [
      'a refusal by an API that refuses strangers too',
      dead,
      seen('refused', 'unauthorized'),
      'rejected',
      '^unauthorized \\(HTTP 401\\)$',
    ],
    [
      'a refusal by an API that is in trouble',
      dead,
      seen('unanswered', 'server-error'),
      'settling',
      'gives no usable answer either',
    ],
    ['a refusal by an API that is open to all others', dead, seen('accepted', 'success'), 'rejected', 'accepts anyone'],
    [
      'trouble for everybody',
      limping,
      seen('unanswered', 'server-error'),
      'provider_error',
      'gives no usable answer either',
    ],
    [
      'trouble with this credential alone',
      limping,
      seen('refused', 'unauthorized'),
      'provider_error',
      'refuses, as expected',
    ],
  ]
  for (const [what, verdict, control, reason, detail] of cases)
    it(`finds ${what}`, () => {
      const explained = seenBeside(verdict, control)
      assert.equal(explained.reason, reason)
      assert.match(explained.findings[0]?.detail ?? '', new RegExp(detail))
      assert.equal(explained.severity === 'page', reason === 'rejected')
    })

  it('is sent once, when the trouble begins', () =>
    probing(inTurn(refused, refused, refused, refused, down), async ({ check, prober, server }) => {
      const probed = await prober.probe(check)
      const first = await withControl(check, probed, null, prober.dependencies)
      assert.equal(first.verdict.reason, 'rejected')
      assert.equal(server.requests.at(-1)?.headers['authorization'], undefined)
      const before = server.requests.length
      await withControl(check, probed, aState({ reason: 'rejected' }), prober.dependencies)
      assert.equal(server.requests.length, before)
    }))

  it('is not sent if no API answered, or if nothing failed', () =>
    probing(good, async ({ check, prober, server }) => {
      const unanswered = { verdict: assess(check, [aFailure()], nowMs), readings: [aFailure()] }
      await withControl(check, unanswered, null, prober.dependencies)
      await withControl(check, await prober.probe(check), null, prober.dependencies)
      assert.equal(server.requests.length, 1)
    }))
})

describe('a broken credential, when it is due', () => {
  const look = (script: Parameters<typeof probing>[0]) => {
    const { promise, resolve } = Promise.withResolvers<readonly unknown[]>()
    return probing(script, async ({ check, prober }) => {
      const { conditions } = openStores()
      const hourly = { ...check, everySeconds: 3_600, controls: true }
      const found = await lookForVacuity(hourly, nowMs, { ...prober.dependencies, conditions })
      resolve([found?.map(({ reason }) => reason) ?? null, (await conditions.all()).length])
    }).then(() => promise)
  }
  it('makes the check vacuous if it is accepted, which is recorded', async () =>
    assert.deepEqual(await look(good), [['vacuous'], 1]))
  it('proves that the API checks credentials if it is refused', async () =>
    assert.deepEqual(await look(refused), [[], 0]))
  it('proves nothing without an answer', async () => assert.deepEqual(await look(down), [null, 0]))
})
