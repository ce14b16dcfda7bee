import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Check } from '../../../../functions/core/model/check.ts'
import type { Question } from '../../../../functions/core/model/question.ts'
import { carefulBudget, parseRate, spellRate } from '../../../../functions/core/model/rate.ts'
import { headroomOf } from '../../../../functions/core/probe/calls/budgets.ts'
import { callsOf } from '../../../../functions/core/probe/calls/calls-of.ts'
import { loadOf, quotasOf } from '../../../../functions/core/probe/calls/quotas.ts'
import { profileOf } from '../../../../functions/providers/providers.ts'
import { aCheck, aPing, aRequest, aSecret, bearerInHeader } from '../../../support/check.ts'
import { fc } from '../../../support/property.ts'

const ping = aPing('https://api.example/me')
const tokenUrl = 'https://id.example/token'
const client = aSecret({ clientId: 'id', clientSecret: 'secret' })

describe('the calls of one attempt', () => {
  const minting = { kind: 'client_credentials', tokenUrl, scope: null, audience: null } as const
  const claims = { kind: 'jwt', issuer: null, audience: null, send: [bearerInHeader] } as const
  const introspection = { kind: 'introspection', introspectionUrl: tokenUrl, client } as const
  const cases: readonly (readonly [what: string, question: Question, hosts: readonly string[]])[] = [
    ['a request', aRequest(ping.url), ['api.example']],
    [
      'a client that mints a token and uses it',
      { ...minting, authentication: 'client_secret_basic', ping },
      ['id.example', 'api.example'],
    ],
    ['a client that only mints', { ...minting, authentication: 'client_secret_post', ping: null }, ['id.example']],
    ['an introspection', { ...introspection, authentication: 'client_secret_basic' }, ['id.example']],
    ['a token that is only read', { ...claims, jwksUrl: null, ping: null }, []],
    ['a token with its keys and its API', { ...claims, jwksUrl: tokenUrl, ping }, ['id.example', 'api.example']],
    [
      'a registry and who gives out its tokens',
      { kind: 'registry', url: 'https://hub.example/v2/', tokenHost: 'auth.hub.example', repository: null },
      ['hub.example', 'auth.hub.example', 'hub.example', 'auth.hub.example', 'hub.example'],
    ],
    ['nobody', { kind: 'declared' }, []],
  ]
  for (const [what, question, hosts] of cases) it(`${what}`, () => assert.deepEqual(callsOf(question), hosts))

  it('counts each need', () => {
    const needs = ['/a', '/b'].map((path) => aPing(`https://api.example${path}`))
    assert.deepEqual(callsOf(aRequest(ping.url), needs), ['api.example', 'api.example', 'api.example'])
  })
})

const onPagerDuty = (id: string, parts: Partial<Check> = {}) =>
  aCheck({
    id,
    profile: 'pagerduty-rest',
    question: aRequest('https://api.pagerduty.com/abilities'),
    secret: aSecret({ token: null }, { source: { from: 'secrets-manager', id } }),
    everySeconds: 60,
    ...parts,
  })

const shown = (checks: readonly Check[]) =>
  quotasOf(checks, profileOf).map((quota) => {
    const { pings, besides } = loadOf(quota)
    return `${quota.kind} ${quota.name}: ${pings} and ${besides.toFixed(2)} of ${spellRate(quota.rate)}`
  })

describe('a call budget', () => {
  it('exists for each credential and for each host', () => {
    assert.deepEqual(shown([onPagerDuty('a'), onPagerDuty('b')]), [
      'host api.pagerduty.com: 2 and 0.00 of 300/1m',
      'credential a: 1 and 0.00 of 12/1m',
      'credential b: 1 and 0.00 of 12/1m',
    ])
  })

  it('counts every check of a credential together', () => {
    const secret = aSecret({ token: null }, { source: { from: 'secrets-manager', id: 'one' } })
    assert.deepEqual(
      shown([onPagerDuty('a', { secret }), onPagerDuty('b', { secret })])[1],
      'credential one: 2 and 0.00 of 12/1m',
    )
  })

  it('counts the broken credential and the previous version by the hour, and a consumer at its own host', () => {
    const looked = onPagerDuty('a', {
      controls: true,
      overlapSeconds: 3_600,
      consumers: [{ kind: 'health', name: 'shop', url: 'https://shop.example/health', version: 'version' }],
    })
    assert.deepEqual(shown([looked]), [
      'host api.pagerduty.com: 1 and 0.03 of 300/1m',
      'host shop.example: 0 and 0.02 of 3000/1m',
      'credential a: 1 and 0.03 of 12/1m',
    ])
  })

  it('counts the request without a credential if the provider counts failures', () => {
    const discord = onPagerDuty('a', {
      controls: true,
      profile: 'discord',
      question: aRequest('https://discord.com/api'),
    })
    assert.match(shown([discord])[0] ?? '', /^host discord.com: 1 and 0.02 /)
  })

  it('is the one that a check declares, and the strictest if several declare one', () => {
    const stating = (calls: number, perSeconds: number) => ({ credential: null, host: { calls, perSeconds } })
    const checks = [
      onPagerDuty('a'),
      onPagerDuty('b', { budget: stating(5_000, 3_600) }),
      onPagerDuty('c', { budget: stating(900, 60) }),
    ]
    assert.match(shown(checks)[0] ?? '', /of 5000\/1h$/)
  })

  it('is larger if the API is the user’s own', () => {
    assert.deepEqual(shown([aCheck({ everySeconds: 1 })]), [
      'host api.example: 60 and 0.00 of 3000/1m',
      'credential production/ci: 60 and 0.00 of 240/1m',
    ])
  })

  it('is printed as it is read', () => {
    const rates = fc.record({
      calls: fc.integer({ min: 1, max: 9_999_999 }),
      perSeconds: fc.integer({ min: 1, max: 86_400 }),
    })
    fc.assert(fc.property(rates, (rate) => assert.deepEqual(parseRate(spellRate(rate)), { ...rate })))
    for (const wrong of ['', '0/1m', '10', '10/0s', '-1/1m', '1.5/1m', '10/1y', '10/1m '])
      assert.equal(parseRate(wrong), undefined, wrong)
  })

  it('always leaves a quarter of a call for each ping', () => {
    const draws = fc.array(
      fc.record({
        check: fc.constant('production/a' as const),
        calls: fc.integer({ min: 1, max: 3 }),
        everySeconds: fc.constantFrom(1, 60, 300, 3_600, 86_400),
        besidesHourly: fc.constant(0),
      }),
      { minLength: 1, maxLength: 400 },
    )
    fc.assert(fc.property(draws, (some) => headroomOf({ rate: carefulBudget.host, draws: some }) >= 1.25))
  })
})
