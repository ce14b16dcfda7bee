import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Credential } from '../../../functions/core/model/credential.ts'
import type { Question } from '../../../functions/core/model/question.ts'
import { control } from '../../../functions/core/probe/control.ts'
import { type ControlCredential, canControl, isControlTurn } from '../../../functions/core/probe/control-turn.ts'
import { profileOf } from '../../../functions/providers/providers.ts'
import { aCheck, aPing, aRequest, aSecret, bearerInHeader } from '../../support/check.ts'
import type { Script } from '../../support/hostile-server.ts'
import { down, good, probing, refusing } from '../../support/probing-api.ts'
import { fc } from '../../support/property.ts'

const token = 'marked-7f3a9c-token'

/** An API that requires the token, and one that accepts every request. */
const guarded: Script = ({ headers }) => (headers['authorization'] === `Bearer ${token}` ? good : refusing)

function outcomeOf(script: Script, credential: ControlCredential): Promise<readonly string[]> {
  const { promise, resolve } = Promise.withResolvers<readonly string[]>()
  return probing(script, async ({ check, prober, server }) => {
    const { outcome, shown } = await control(check, credential, prober.dependencies, {})
    const sent = server.requests.map(({ headers }) => String(headers['authorization']))
    assert.ok(!sent.includes(`Bearer ${token}`), 'the good token is not sent')
    resolve([outcome, shown])
  }).then(() => promise)
}

describe('a request that must fail', () => {
  it('is refused by an API that checks the credential', async () => {
    assert.deepEqual(await outcomeOf(guarded, 'none'), ['refused', 'unauthorized'])
    assert.deepEqual(await outcomeOf(guarded, 'broken'), ['refused', 'unauthorized'])
  })
  it('is accepted by an API that does not', async () => {
    assert.deepEqual(await outcomeOf(good, 'none'), ['accepted', 'success'])
    assert.deepEqual(await outcomeOf(good, 'broken'), ['accepted', 'success'])
  })
  it('shows that an API is in trouble', async () => {
    assert.deepEqual(await outcomeOf(down, 'none'), ['unanswered', 'server-error'])
    assert.deepEqual(await outcomeOf({ kind: 'hang_up' }, 'none'), ['unanswered', 'connection_lost'])
  })
  it('accepts any answer that an API gives without a credential', async () => {
    assert.deepEqual(await outcomeOf({ kind: 'json', status: 418, body: {} }, 'none'), ['refused', 'unlisted'])
  })
})

describe('a broken credential', () => {
  const changed = (value: string) => new Credential({ token: value }, null).broken().open('token')

  it('keeps the form and the prefix of the good one', () => {
    assert.equal(changed('ghp_0123456789abcdefghijklmnoz'), 'ghp_0123456789abcdfghijklmnopa')
  })
  it('differs from the good one', () => {
    fc.assert(fc.property(fc.string({ minLength: 1 }), (value) => changed(value) !== value))
  })
})

describe('the use of a request that must fail', () => {
  const http = profileOf('http')
  const inPath = aRequest('https://api.example/bot{token}', [{ in: 'path', role: 'token' }])
  const jwt = { kind: 'jwt', issuer: null, audience: null, jwksUrl: null, ping: null, send: [] } as const
  const introspection: Question = {
    kind: 'introspection',
    introspectionUrl: 'https://id.example/introspect',
    authentication: 'client_secret_basic',
    client: aSecret({ clientId: 'id', clientSecret: 'secret' }),
  }
  const cases: [string, Question, none: boolean, broken: boolean][] = [
    ['of a request', aRequest(), true, true],
    ['of a token in the path, which cannot be left out', inPath, false, true],
    ['of claims that are read offline', jwt, false, false],
    ['of claims whose signature is checked offline', { ...jwt, jwksUrl: 'https://id.example/jwks' }, false, false],
    ['of a JWT that is sent', { ...jwt, ping: aPing(), send: [bearerInHeader] }, true, true],
    ['of an introspected token', introspection, false, true],
    ['of a date', { kind: 'declared' }, false, false],
  ]
  for (const [what, question, none, broken] of cases)
    it(what, () => {
      const check = aCheck({ question })
      assert.deepEqual([canControl(check, http, 'none'), canControl(check, http, 'broken')], [none, broken])
    })
  it('does not include a broken credential if the provider counts failures', () => {
    assert.equal(canControl(aCheck(), { ...http, failuresCount: true }, 'broken'), false)
    assert.equal(canControl(aCheck(), { ...http, failuresCount: true }, 'none'), true)
  })
})

describe('the schedule of a broken credential', () => {
  const turnsIn = (everySeconds: number, hours: number, id = 'a') => {
    const check = aCheck({ id, everySeconds })
    const ticks = Array.from({ length: (hours * 3_600) / everySeconds }, (_, index) => index * everySeconds * 1_000)
    return ticks.filter((tick) => isControlTurn(check, tick)).length
  }
  it('comes once an hour, whatever the cadence', () => {
    assert.deepEqual(
      [60, 300, 1_800].map((every) => turnsIn(every, 24)),
      [24, 24, 24],
    )
  })
  it('includes every tick of a slower cadence', () => assert.equal(turnsIn(7_200, 24), 12))
  it('differs between checks', () => {
    const first = Array.from({ length: 100 }, (_, index) => isControlTurn(aCheck({ id: `check-${index}` }), 0))
    assert.ok(first.filter(Boolean).length < 30)
  })
})
