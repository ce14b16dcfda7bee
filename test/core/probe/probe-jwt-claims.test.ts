import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type JWTPayload, SignJWT } from 'jose'
import type { Check } from '../../../functions/core/model/check.ts'
import type { Question } from '../../../functions/core/model/question.ts'
import { aCheck, aPing, aSecret, bearerInHeader, expecting } from '../../support/check.ts'
import { startHostileServer } from '../../support/hostile-server.ts'
import { onLoopback, type Prober, shownProbe, startProber } from '../../support/probing.ts'

const nowSeconds = Math.floor(Date.now() / 1_000)
const far = nowSeconds + 90 * 86_400

let prober: Prober
before(() => {
  prober = startProber()
})
after(() => prober.close())

const asking = (asks: Partial<Extract<Question, { kind: 'jwt' }>> = {}): Check =>
  aCheck({
    profile: 'jwt',
    question: { kind: 'jwt', issuer: null, audience: null, jwksUrl: null, ping: null, send: [], ...asks },
  })

const signingKey = 'a-shared-secret-of-thirty-two-bytes'
const sharedKey = {
  kind: 'shared',
  secret: aSecret({ token: null }, { source: { from: 'secrets-manager', id: 'production/signing' } }),
} as const

/** Verdict on a token with these claims, without a request. */
async function claiming(claims: JWTPayload, check = asking()) {
  const token = await new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).sign(Buffer.from(signingKey))
  prober.store('production/signing', signingKey)
  prober.store('production/ci', token)
  return prober.probe(check)
}

const twice = (reason: string, rule: string) => [reason, rule, rule]

describe('a claim of a JWT', () => {
  const cases: [string, JWTPayload, Check, readonly string[]][] = [
    ['that it lives for long', { exp: far }, asking(), ['unproved', 'claims']],
    ['nothing of its end', {}, asking(), ['unproved', 'claims']],
    ['that it ends within the month', { exp: nowSeconds + 86_400 }, asking(), ['expiring', 'claims']],
    ['that it ended', { exp: nowSeconds - 1 }, asking(), ['expired', 'exp-passed', 'exp-passed']],
    ['its end in milliseconds', { exp: far * 1_000 }, asking(), ['unproved', 'claims']],
    ['its end in milliseconds, soon', { exp: (nowSeconds + 86_400) * 1_000 }, asking(), ['expiring', 'claims']],
    [
      'that it ended, in milliseconds',
      { exp: (nowSeconds - 60) * 1_000 },
      asking(),
      ['expired', 'exp-passed', 'exp-passed'],
    ],
    ['that it begins tomorrow', { nbf: nowSeconds + 86_400 }, asking(), ['rejected', 'nbf-ahead', 'nbf-ahead']],
    ['that it begins in four minutes, by another clock', { nbf: nowSeconds + 240 }, asking(), ['unproved', 'claims']],
    [
      'the right issuer',
      { iss: 'https://id.example' },
      asking({ issuer: 'https://id.example' }),
      ['unproved', 'claims'],
    ],
    [
      'another issuer',
      { iss: 'https://id.staging.example' },
      asking({ issuer: 'https://id.example' }),
      ['wrong_environment', 'other-issuer', 'other-issuer'],
    ],
    ['no issuer', {}, asking({ issuer: 'https://id.example' }), ['unrecognized', 'no-issuer']],
    [
      'no issuer, and another audience',
      { aud: 'a' },
      asking({ issuer: 'https://id.example', audience: 'b' }),
      ['wrong_environment', 'other-audience', 'other-audience'],
    ],
    ['no issuer, and that it ended', { exp: 1_600_000_000 }, asking({ issuer: 'x' }), twice('expired', 'exp-passed')],
    ['the right audience among others', { aud: ['a', 'b'] }, asking({ audience: 'b' }), ['unproved', 'claims']],
    [
      'another audience',
      { aud: 'a' },
      asking({ audience: 'b' }),
      ['wrong_environment', 'other-audience', 'other-audience'],
    ],
    ['no audience', {}, asking({ audience: 'b' }), ['unrecognized', 'no-audience']],
    ['an empty list of audiences', { aud: [] }, asking({ audience: 'b' }), ['unrecognized', 'no-audience']],
  ]
  for (const [what, claims, check, outcome] of cases)
    it(`is ${what}: ${outcome[0]}`, async () => assert.deepEqual(shownProbe(await claiming(claims, check)), outcome))

  const unreadable: readonly (readonly [exp: unknown, found: string])[] = [
    [0, '0'],
    [-1, '-1'],
    [true, 'true'],
    [null, 'null'],
    [1, 'a number'],
    ['2027-03-01T10:00:00Z', 'a text of 20 characters'],
    [[far], 'a list'],
  ]
  for (const [exp, found] of unreadable)
    it(`is an end that cannot be read: ${JSON.stringify(exp)}`, async () => {
      const claims: JWTPayload = JSON.parse(JSON.stringify({ exp }))
      const { verdict } = await claiming(claims)
      assert.deepEqual([verdict.standing, verdict.reason], ['unknown', 'expiry_unreadable'])
      const details = verdict.findings
        .filter(({ reason }) => reason === 'expiry_unreadable')
        .map(({ detail }) => detail)
      assert.deepEqual(details, [`${found} stands where the expiry is expected (jwt)`])
    })

  it('is who it belongs to', async () => {
    const { verdict } = await claiming({ sub: 'bot' }, { ...asking(), expect: expecting({ identity: 'other' }) })
    assert.deepEqual(verdict.evidence.identity, { expected: 'other', seen: 'bot', matches: false })
    assert.equal(verdict.reason, 'wrong_identity')
  })

  const written: [string, JWTPayload][] = [
    ['scope', { scope: 'repo read:org' }],
    ['scp', { scp: ['repo', 'read:org'] }],
    ['roles', { roles: ['repo', 'read:org'] }],
  ]
  for (const [claim, claims] of written)
    it(`names its scopes, in ${claim}`, async () => {
      const expect = expecting({ scopes: { require: ['repo', 'hook'], forbid: ['read:org'] } })
      const { verdict } = await claiming(claims, { ...asking(), expect })
      assert.deepEqual(
        verdict.findings.map(({ detail }) => detail),
        ['missing scopes: hook', 'forbidden scopes granted: read:org'],
      )
    })

  it('meets the assertions, if no API is asked', async () => {
    const check = { ...asking(), expect: expecting({ assert: ["tenant == 'acme'"] }) }
    assert.deepEqual(shownProbe(await claiming({ tenant: 'acme' }, check)), ['unproved', 'claims'])
    assert.deepEqual(shownProbe(await claiming({ tenant: 'x' }, check)), ['wrong_answer', 'claims', 'claims'])
  })

  it('is read without any of its text in the verdict', async () => {
    const probed = await claiming({ sub: 'bot', exp: far, secret: 'marked-7f3a9c' })
    assert.doesNotMatch(JSON.stringify(probed), /marked|7f3a9c|eyJ/)
  })
})

describe('a claim that proves nothing by itself', () => {
  const named = { issuer: 'https://id.example', audience: 'b' }
  const begins = (inSeconds: number) => ({ iss: named.issuer, aud: 'b', nbf: nowSeconds + inSeconds })
  const unmet: [string, JWTPayload][] = [
    ['no issuer', { aud: 'b' }],
    ['no audience', { iss: named.issuer }],
    ['neither', {}],
    ['an empty list of audiences', { iss: named.issuer, aud: [] }],
    ['a beginning in some minutes, by another clock', begins(400)],
    ['a beginning tomorrow', begins(86_400)],
  ]
  const answers: [number, readonly string[]][] = [
    [200, ['healthy', 'success']],
    [401, twice('rejected', 'unauthorized')],
    [403, ['unrecognized', 'forbidden-undocumented']],
  ]
  for (const [what, claims] of unmet)
    for (const [status, outcome] of answers)
      for (const asks of [named, { ...named, key: sharedKey }])
        it(`leaves it to the API, ${what}, ${status}, ${'key' in asks ? 'verified' : 'read'}`, async () => {
          const server = await startHostileServer(() => ({ kind: 'json', status, body: {} }))
          const question = { ...asks, ping: aPing(`${server.url}/me`), send: [bearerInHeader] }
          try {
            assert.deepEqual(shownProbe(await claiming(claims, { ...asking(question), ...onLoopback })), outcome)
            assert.ok(server.requests.length > 0)
          } finally {
            await server.close()
          }
        })

  it('is no good one although the signature is', async () => {
    assert.deepEqual(shownProbe(await claiming({ aud: 'b' }, asking({ ...named, key: sharedKey }))), [
      'unrecognized',
      'no-issuer',
    ])
  })

  it('is not asked about if it is there and differs', async () => {
    const server = await startHostileServer(() => ({ kind: 'json', body: {} }))
    const question = { ...named, ping: aPing(`${server.url}/me`), send: [bearerInHeader] }
    try {
      const shown = shownProbe(await claiming({ iss: 'x' }, { ...asking(question), ...onLoopback }))
      assert.deepEqual([...shown, server.requests.length], [...twice('wrong_environment', 'other-issuer'), 0])
    } finally {
      await server.close()
    }
  })
})

describe('a value that is not a JWT', () => {
  for (const token of ['opaque-token', 'a.b', 'a.b.c', 'e30.W10.x', 'e30.bnVsbA.x', '....', 'e30.e30.e30.e30.e30'])
    it(`is a malformed secret: ${token}`, async () => {
      prober.store('production/ci', token)
      assert.deepEqual(shownProbe(await prober.probe(asking())), ['secret_malformed', 'not_a_jwt'])
    })
})
