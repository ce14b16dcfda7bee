import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Check } from '../../../functions/core/model/check.ts'
import { Credential } from '../../../functions/core/model/credential.ts'
import type { Placement, Question } from '../../../functions/core/model/question.ts'
import { decidingControlOf } from '../../../functions/core/probe/control-turn.ts'
import { controlOnce, lookForVacuity } from '../../../functions/core/probe/controlled.ts'
import { probe } from '../../../functions/core/probe/probe.ts'
import { profileOf } from '../../../functions/providers/providers.ts'
import { aCheck, aPing, aRequest, bearerInHeader, expecting, reading } from '../../support/check.ts'
import type { Script } from '../../support/hostile-server.ts'
import { probing } from '../../support/probing-api.ts'
import { nowMs } from '../../support/reading.ts'
import { openStores } from '../../support/stores.ts'

const password = { name: 'pass', role: 'password' } as const
const user = { name: 'user', role: 'user' } as const
const placements: readonly (readonly [what: string, send: readonly Placement[]])[] = [
  ['basic', [{ in: 'basic', user: { role: 'user' }, passwordRole: 'password' }]],
  ['a fixed user', [{ in: 'basic', user: { literal: 'admin' }, passwordRole: 'password' }]],
  [
    'JSON',
    [
      { in: 'json', ...user },
      { in: 'json', ...password },
    ],
  ],
  [
    'a form',
    [
      { in: 'form', ...user },
      { in: 'form', ...password },
    ],
  ],
  [
    'two headers',
    [
      { in: 'header', prefix: '', ...user },
      { in: 'header', prefix: '', ...password },
    ],
  ],
  [
    'the query',
    [
      { in: 'query', ...user },
      { in: 'query', ...password },
    ],
  ],
  ['a cookie', [{ in: 'cookie', ...password }]],
]

const open: Script = () => ({ kind: 'json', body: { status: 'ok' } })
/** Answers everybody who sends anything, and refuses a request without it. */
const needsOne: Script = ({ headers, url, body }) => {
  const sent = [headers['authorization'], headers['pass'], headers['cookie']].some((one) => one !== undefined)
  const named = `${url} ${body}`.includes('pass')
  return sent || named ? { kind: 'json', body: { status: 'ok' } } : { kind: 'json', status: 401, body: {} }
}

describe('a request without a credential, where no broken one may be sent', () => {
  const looking = async (script: Script, send: readonly Placement[], controls: Check['controls'] = true) => {
    const seen: string[] = []
    await probing(script, async ({ check, prober, server }) => {
      const post = { ...aPing(`${server.url}/me`), method: 'POST', body: null } as const
      const question: Question = { ...aRequest(`${server.url}/me`, send), ping: post }
      const expect = expecting({ assert: ["status == 'ok'"] })
      const asked = aCheck({ ...check, question, expect, paths: reading({}), controls, everySeconds: 3_600 })
      const dependencies = {
        ...prober.dependencies,
        ...openStores(),
        readCredential: async () => ({
          kind: 'read' as const,
          expiryField: undefined,
          credential: new Credential({ user: 'ci', password: 'not-the-one' }, 'v1'),
        }),
      }
      const { probed } = await controlOnce(asked, await probe(asked, dependencies), dependencies)
      const hourly = await lookForVacuity(asked, nowMs, dependencies)
      seen.push(probed.verdict.reason, ...(hourly?.findings ?? []).map(({ reason }) => reason))
    })
    return seen
  }
  for (const [what, send] of placements) {
    it(`makes a password vacuous if it is accepted: ${what}`, async () =>
      assert.deepEqual(await looking(open, send), ['vacuous', 'vacuous']))
    it(`says nothing against a password if it is refused: ${what}`, async () =>
      assert.deepEqual(await looking(needsOne, send), ['healthy']))
  }
  it('is not sent where controls are off', async () =>
    assert.deepEqual(await looking(open, placements[0]?.[1] ?? [], false), ['healthy']))
})

describe('the control that decides', () => {
  const http = profileOf('http')
  const counting = { ...http, failuresCount: true }
  const basic = aRequest('https://api.example', placements[0]?.[1] ?? [])
  const jwt = {
    kind: 'jwt',
    issuer: null,
    audience: null,
    jwksUrl: null,
    ping: aPing(),
    send: [bearerInHeader],
  } as const
  const inPath = aRequest('https://api.example/bot{token}', [{ in: 'path', role: 'token' }])
  const rows: [string, Question, typeof http, Check['controls'], ReturnType<typeof decidingControlOf>][] = [
    ['of a token', aRequest(), http, true, 'broken'],
    ['of a password', basic, http, true, 'none'],
    ['of a password that may be broken', basic, http, 'always', 'broken'],
    ['of a password, switched off', basic, http, false, null],
    ['of a token whose failures count', aRequest(), counting, true, 'none'],
    ['of a token in the path whose failures count', inPath, counting, true, null],
    ['of a JWT whose failures count', jwt, counting, true, 'none'],
    [
      'of a signed JWT that an API takes, whose failures count',
      { ...jwt, jwksUrl: 'https://id.example/jwks' },
      counting,
      true,
      'none',
    ],
    ['of a status alone, with a broken one in each probe', { ...aRequest(), besideBroken: true }, http, true, null],
    ['of a date', { kind: 'declared' }, http, true, null],
  ]
  for (const [what, question, profile, controls, control] of rows)
    it(what, () => assert.equal(decidingControlOf(aCheck({ question, controls }), profile), control))
})
