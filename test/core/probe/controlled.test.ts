import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Check } from '../../../functions/core/model/check.ts'
import type { Question } from '../../../functions/core/model/question.ts'
import type { Reading } from '../../../functions/core/model/reading.ts'
import { assess } from '../../../functions/core/probe/assess.ts'
import { type Control, controlOutcome } from '../../../functions/core/probe/control.ts'
import { canControl } from '../../../functions/core/probe/control-turn.ts'
import { controlOnce, lookForVacuity, seenBeside, withControl } from '../../../functions/core/probe/controlled.ts'
import { profileOf } from '../../../functions/providers/providers.ts'
import { aCheck, aRequest, bearerInHeader } from '../../support/check.ts'
import type { Behaviour, Script } from '../../support/hostile-server.ts'
import { down, good, inTurn, me, probing, refusing } from '../../support/probing-api.ts'
import { aFailure, anAnswer, aRejection, nowMs } from '../../support/reading.ts'
import { openStores } from '../../support/stores.ts'
import { aState } from '../../support/verdict.ts'

const dead = assess(aCheck(), [aRejection(), aRejection()], nowMs)
const limping = assess(aCheck(), [anAnswer({ meaning: 'provider_error', rule: 'server-error', status: 503 })], nowMs)
const seen = (outcome: Control['outcome'], shown: string): Control => ({
  credential: 'none',
  outcome,
  shown,
  forbidden: false,
  shape: null,
})

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
    probing(inTurn(refusing, refusing, refusing, refusing, down), async ({ check, prober, server }) => {
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

describe('a control that was never sent', () => {
  const readings: [string, Reading, Control['outcome']][] = [
    ['judged by its claims', anAnswer({ status: null, meaning: 'expired', rule: 'exp-passed' }), 'unsent'],
    ['judged by its signature', anAnswer({ status: null, meaning: 'rejected', rule: 'signature-wrong' }), 'unsent'],
    ['of a date', anAnswer({ status: null, meaning: 'unproved', rule: 'declared' }), 'unsent'],
    ['not readable', aFailure({ phase: 'secret', reason: 'secret_missing', code: 'no_secret' }), 'unsent'],
    ['not placeable', aFailure({ phase: 'prepare', reason: 'secret_malformed', code: 'not_sendable' }), 'unsent'],
    ['sent and refused', aRejection(), 'refused'],
    ['sent and lost', aFailure(), 'unanswered'],
  ]
  for (const [what, reading, outcome] of readings)
    it(`is not said as refused: ${what}`, () => assert.equal(controlOutcome(aCheck(), reading, nowMs), outcome))

  it('says nothing beside a verdict', () => {
    for (const verdict of [dead, limping]) assert.equal(seenBeside(verdict, seen('unsent', 'exp-passed')), verdict)
  })
})

describe('a broken credential, when it is due', () => {
  const look = (script: Parameters<typeof probing>[0]) => {
    const { promise, resolve } = Promise.withResolvers<readonly unknown[]>()
    return probing(script, async ({ check, prober }) => {
      const { conditions } = openStores()
      const hourly = { ...check, everySeconds: 3_600, controls: true }
      const found = await lookForVacuity(hourly, nowMs, { ...prober.dependencies, conditions })
      resolve([found?.findings.map(({ reason }) => reason) ?? null, (await conditions.all()).length])
    }).then(() => promise)
  }
  it('makes the check vacuous if it is accepted, which is recorded', async () =>
    assert.deepEqual(await look(good), [['vacuous'], 1]))
  it('proves that the API checks credentials if it is refused', async () =>
    assert.deepEqual(await look(refusing), [[], 0]))
  it('proves nothing without an answer', async () => assert.deepEqual(await look(down), [null, 0]))
})

/** An API that answers the good token so, and everything else otherwise. */
const byCredential =
  (real: Behaviour, other: Behaviour): Script =>
  ({ headers }) =>
    headers['authorization'] === 'Bearer marked-7f3a9c-token' ? real : other

const json = (body: unknown, status = 200): Behaviour => ({ kind: 'json', status, body })

describe('both controls, once', () => {
  const once = async (script: Script, parts: Partial<Check> = {}) => {
    const { promise, resolve } = Promise.withResolvers<readonly unknown[]>()
    await probing(script, async ({ check, prober, server }) => {
      const asked = { ...check, controls: true, ...parts }
      const first = await prober.probe(asked)
      const before = server.requests.length
      const { probed, controls } = await controlOnce(asked, first, prober.dependencies)
      assert.ok(server.requests.length - before >= controls.length)
      resolve([probed.verdict.reason, ...controls.map(({ credential, outcome }) => `${credential} ${outcome}`)])
    })
    return promise
  }
  const healthy = ['healthy', 'none refused', 'broken refused']
  const cases: [string, Script, readonly string[]][] = [
    ['an open endpoint', byCredential(good, good), ['vacuous', 'none accepted', 'broken accepted']],
    ['a refusal', byCredential(good, refusing), healthy],
    ['an empty object', byCredential(good, json({})), healthy],
    ['an empty list', byCredential(good, json([])), healthy],
    ['nothing', byCredential(good, json(null)), healthy],
    ['another identity', byCredential(good, json({ ...me, login: 'anonymous' })), healthy],
    ['another environment', byCredential(good, json({ ...me, mode: 'sandbox' })), healthy],
    ['fewer scopes', byCredential(good, json({ ...me, scope: 'public' })), healthy],
    ['a failed assertion', byCredential(good, json({ ...me, ok: false })), healthy],
    ['a page', byCredential(good, { kind: 'html' }), healthy],
    ['an outage', byCredential(good, down), ['healthy', 'none unanswered', 'broken unanswered']],
    ['a wait', byCredential(good, json({}, 429)), ['healthy', 'none unanswered', 'broken unanswered']],
    [
      'the same refusal, beside a dead token',
      byCredential(refusing, refusing),
      ['rejected', 'none refused', 'broken refused'],
    ],
  ]
  for (const [what, script, said] of cases)
    it(`judge ${what} by the rules of the check`, async () => assert.deepEqual(await once(script), said))

  it('are left out where the check turns them off', async () =>
    assert.deepEqual(await once(byCredential(good, good), { controls: false }), ['healthy']))

  it('never make a broken password count, unless that is switched on', async () => {
    const send = [bearerInHeader, { in: 'form', name: 'password', role: 'password' }] as const
    const canBreak = (controls: Check['controls'], question: Question) =>
      canControl(aCheck({ controls, question }), profileOf('http'), 'broken')
    const clients: Question = {
      kind: 'client_credentials',
      tokenUrl: 'https://id.example/token',
      scope: null,
      audience: null,
      authentication: 'client_secret_basic',
      ping: null,
    }
    const basic = aRequest('https://api.example', [{ in: 'basic', user: { role: 'user' }, passwordRole: 'password' }])
    for (const question of [clients, basic, aRequest('https://api.example', send)])
      assert.deepEqual([canBreak(true, question), canBreak('always', question)], [false, true])
    const key = aRequest('https://api.example', [{ in: 'basic', user: { literal: 'api' }, passwordRole: 'token' }])
    assert.equal(canBreak(true, key), true)
  })
})
