import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { SignJWT } from 'jose'
import { get, http, json, jwt, login, oauthIntrospection, secret } from 'tokenwatch'
import { decide } from '../../../functions/core/gate/decide.ts'
import { probedJudgement } from '../../../functions/core/gate/judgement.ts'
import type { Check } from '../../../functions/core/model/check.ts'
import type { Probed } from '../../../functions/core/probe/probe.ts'
import { expandedCheck } from '../../config/reading.ts'
import { onLoopback } from '../../support/probing.ts'
import { probing } from '../../support/probing-api.ts'

const far = new Date(Date.now() + 200 * 86_400_000).toISOString()
const terms = { minTtlSeconds: null, requireExpiry: false, maxAgeSeconds: null }

/** Returns the verdict, what it says of the expiry, and the ruling of the gate. */
function shown(check: Check, probed: Probed) {
  const { verdict } = probed
  const judgement = { ...probedJudgement(check, probed, { previous: null, unreliable: false }), suppression: null }
  const { ruling } = decide({ at: verdict.at, pulses: [], judgements: [judgement] }, terms)
  const said = verdict.findings.filter(({ reason }) => reason === 'expiry_unreadable').map(({ detail }) => detail)
  return { reason: verdict.reason, severity: verdict.severity, said, ruling }
}

/** An answer that suits every check below: the session of a login, an introspection, an API. */
const body = {
  login: 'bot',
  ok: true,
  active: true,
  sub: 'bot',
  token: 'session-1',
  expires_at: far,
  keys: [{ id: 'k1', ends: far }],
}
const options = { id: 'api', impact: 'None', assert: ["login == 'bot'"], ...onLoopback }

/** A secret with all that a check below reads of it. */
const stored = async () =>
  JSON.stringify({
    token: await new SignJWT({ sub: 'bot', valid_until: far })
      .setProtectedHeader({ alg: 'HS256' })
      .sign(Buffer.from('k'.repeat(32))),
    password: 'p',
    until: far,
  })

type Expires = NonNullable<NonNullable<Parameters<typeof http>[0]['read']>['expires']>
type Place = Extract<Expires, { at: string }>
type Asks = (url: string, optional: boolean) => Parameters<typeof expandedCheck>[0]

const reading =
  (at: string, more: Partial<Place> = {}): Asks =>
  (url, optional) =>
    http({
      ...options,
      secret: secret('production/ci', 'token'),
      ping: get(`${url}/me`),
      read: { expires: { at, optional, ...more } },
    })

const cases: readonly (readonly [what: string, asks: Asks, said: string])[] = [
  ['a name with another ending', reading('expires_on'), '`read.expires` found nothing at expires_on'],
  ['a name in other letters', reading('Expires_At'), '`read.expires` found nothing at Expires_At'],
  ['a name inside of another object', reading('data.expires_at'), '`read.expires` found nothing at data.expires_at'],
  ['an item of a list', reading('keys[1].ends'), '`read.expires` found nothing at keys[1].ends'],
  [
    'a filter for another id',
    reading("keys[?id == 'k2'].ends | [0]"),
    "`read.expires` found nothing at keys[?id == 'k2'].ends | [0]",
  ],
  ['a null that means never elsewhere', reading('expiry', { never: [null] }), '`read.expires` found nothing at expiry'],
  [
    'seconds in a field that is absent',
    reading('ttl', { format: 'seconds_remaining' }),
    '`read.expires` found nothing at ttl',
  ],
  [
    'a claim of a JWT',
    (url, optional) =>
      jwt({
        ...options,
        secret: secret('production/ci', 'token'),
        ping: get(`${url}/me`),
        read: { expires: { at: 'valid_to', optional } },
      }),
    '`read.expires` found nothing at valid_to',
  ],
  [
    'a field of an introspection',
    (url, optional) =>
      oauthIntrospection({
        ...options,
        secret: secret('production/ci', 'token'),
        introspectionUrl: `${url}/introspect`,
        client: secret('production/client', { clientId: 'id', clientSecret: 'key' }),
        read: { expires: { at: 'exp_at', optional } },
      }),
    '`read.expires` found nothing at exp_at',
  ],
  [
    'the answer to a login',
    (url, optional) =>
      http({
        ...options,
        secret: secret('production/ci', 'password'),
        login: login(`${url}/login`, {
          send: json('password'),
          session: 'token',
          expires: { at: 'user.ends', optional },
        }),
        ping: get(`${url}/me`),
      }),
    '`login.expires` found nothing at user.ends',
  ],
  [
    'a field of the secret',
    (url, optional) =>
      http({
        ...options,
        secret: secret('production/ci', 'token'),
        ping: get(`${url}/me`),
        expiresField: { name: 'valid_until', optional },
      }),
    '`expiresField` found nothing at valid_until',
  ],
]

/** Probes a living credential, and shows what is said of it. */
async function probed(asks: Asks, optional: boolean): Promise<ReturnType<typeof shown>> {
  const { promise, resolve } = Promise.withResolvers<ReturnType<typeof shown>>()
  await probing({ kind: 'json', body }, async ({ prober, server }) => {
    prober.store('production/ci', await stored())
    prober.store('production/client', '{"id":"client","key":"marked-7f3a9c"}')
    const check = expandedCheck(asks(server.url, optional))
    resolve(shown(check, await prober.probe(check)))
  })
  return promise
}

describe('a place that a check names for the expiry, where nothing stands', () => {
  for (const [what, asks, said] of cases) {
    it(`is said, and the gate cannot tell: ${what}`, async () => {
      const expected = { reason: 'expiry_unreadable', severity: 'notice', said: [said], ruling: 'cannot_tell' }
      assert.deepEqual(await probed(asks, false), expected)
    })
    it(`is expected where the check says so: ${what}`, async () => {
      assert.deepEqual(await probed(asks, true), { reason: 'healthy', severity: 'none', said: [], ruling: 'pass' })
    })
  }

  it('is no matter for the gate if another source names the expiry', async () => {
    const dated: Asks = (url) => ({ ...reading('expires_on')(url, false), expires: far.slice(0, 10) })
    assert.equal((await probed(dated, false)).ruling, 'pass')
  })

  it('is read where something stands there', async () => {
    assert.deepEqual(await probed(reading('expires_at'), false), {
      reason: 'healthy',
      severity: 'none',
      said: [],
      ruling: 'pass',
    })
  })
})

it('an expiry that cannot be read leaves the gate without an answer, if the check names its place', async () => {
  const { said, ruling } = await probed(reading('login'), false)
  assert.deepEqual(
    [said, ruling],
    [['a text of 3 characters stands where the expiry is expected (answer)'], 'cannot_tell'],
  )
})
