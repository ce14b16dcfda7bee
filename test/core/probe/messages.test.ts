import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { generateKeyPair, type JWTPayload, SignJWT } from 'jose'
import { get, http, jwt, raw, secret } from 'tokenwatch'
import type { Check } from '../../../functions/core/model/check.ts'
import { expandedCheck } from '../../config/reading.ts'
import type { Behaviour, Script } from '../../support/hostile-server.ts'
import { onLoopback } from '../../support/probing.ts'
import { probing } from '../../support/probing-api.ts'

const impact = 'None'
const held = secret('production/ci')
const nothing: Behaviour = { kind: 'json', body: {} }
const signingKey = Buffer.from('k'.repeat(32))

type Said = { readonly reason: string; readonly details: readonly string[] }

/** Probes a check at a server, and returns what the verdict says. */
async function said(script: Script, checkAt: (url: string) => Check, value = 'marked-7f3a9c-token'): Promise<Said> {
  const { promise, resolve } = Promise.withResolvers<Said>()
  await probing(script, async ({ prober, server }) => {
    prober.store('production/ci', value)
    const { verdict, readings } = await prober.probe(checkAt(server.url))
    assert.ok(!/marked|7f3a9c/.test(JSON.stringify([verdict, readings])))
    resolve({ reason: verdict.reason, details: verdict.findings.map(({ detail }) => detail) })
  })
  return promise
}

const { privateKey } = await generateKeyPair('RS256')

const signed = (claims: JWTPayload) => new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).sign(signingKey)

describe('a JWT of another issuer or audience', () => {
  const cases: readonly (readonly [claims: object, expected: object, detail: string])[] = [
    [
      { iss: 'https://id.staging.example' },
      { issuer: 'https://id.example' },
      'other-issuer: expected issuer https://id.example, the token says https://id.staging.example',
    ],
    [{ iss: 'a\u202eb\nc' }, { issuer: 'abc' }, 'other-issuer: expected issuer abc, the token says a b c'],
    [{ iss: 7 }, { issuer: 'seven' }, 'other-issuer: expected issuer seven, the token says 7'],
    [{ iss: { name: 'x' } }, { issuer: 'x' }, 'other-issuer: expected issuer x, the token says no name'],
    [{ aud: 'orders' }, { audience: 'billing' }, 'other-audience: expected audience billing, the token says orders'],
    [
      { aud: ['orders', 'mail'], sub: 'bot' },
      { audience: 'billing' },
      'other-audience: expected audience billing, the token says orders, mail',
    ],
  ]
  for (const [claims, expected, detail] of cases)
    it(`shows both, and no other claim: ${JSON.stringify(claims)}`, async () => {
      const payload: JWTPayload = JSON.parse(JSON.stringify({ jti: 'marked-7f3a9c', ...claims }))
      const check = () => expandedCheck(jwt({ id: 'api', impact, secret: held, ...expected }))
      assert.deepEqual(await said(nothing, check, await signed(payload)), {
        reason: 'wrong_environment',
        details: [detail],
      })
    })
})

describe('a JWT that cannot be verified', () => {
  const elliptic = { kty: 'EC', crv: 'P-256', kid: 'one', x: 'x', y: 'y' }
  const sets: readonly (readonly [what: string, answer: Behaviour, rule: string])[] = [
    ['no key', { kind: 'json', body: { keys: [] } }, 'key-set-without-keys'],
    ['keys of another kind', { kind: 'json', body: { keys: [elliptic] } }, 'key-set-without-keys'],
    ['text for keys', { kind: 'json', body: { keys: ['a', 7] } }, 'not-verifiable'],
    ['no key set', { kind: 'json', body: { issuer: 'x' } }, 'no-key-set'],
    ['a page', { kind: 'answer', status: 404, headers: { 'content-type': 'text/html' }, body: '<html>' }, 'no-key-set'],
  ]
  for (const [what, answer, rule] of sets)
    it(`names jwks: ${what}`, async () => {
      const token = await new SignJWT({}).setProtectedHeader({ alg: 'RS256', kid: 'two' }).sign(privateKey)
      const check = (url: string) =>
        expandedCheck(jwt({ id: 'api', impact, secret: held, jwks: `${url}/keys`, ...onLoopback }))
      const { details } = await said(answer, check, token)
      assert.match(details.join(), new RegExp(`^${rule} .*\`jwks\``))
    })
})

describe('a JWT that is stored with the word of a scheme', () => {
  const offline = { id: 'api', impact, secret: held }
  for (const word of ['Bearer', 'bearer', 'Token', 'DPoP'])
    it(`is not read, and the way out is named: ${word}`, async () => {
      const value = `${word} ${await signed({ sub: 'bot' })}`
      for (const check of [jwt(offline), jwt({ ...offline, sharedSecret: secret('production/ci') })]) {
        const { reason, details } = await said(nothing, () => expandedCheck(check), value)
        assert.equal(reason, 'secret_malformed')
        assert.match(details.join(), /^scheme_included .*without that word, or send it whole with `send: raw\(\)`$/)
      }
    })

  it('is sent as it is where the check says so', async () => {
    const value = `Bearer ${await signed({ sub: 'bot' })}`
    const check = (url: string) =>
      expandedCheck(jwt({ ...offline, ping: get(`${url}/me`), send: raw(), assert: ["login == 'bot'"], ...onLoopback }))
    const script: Script = ({ headers }) => ({
      kind: 'json',
      status: headers['authorization'] === value ? 200 : 401,
      body: { login: 'bot' },
    })
    assert.equal((await said(script, check, value)).reason, 'healthy')
  })
})

const answered = (type: string, body: string, status = 200): Behaviour => ({
  kind: 'answer',
  status,
  headers: { 'content-type': type },
  body,
})

describe('an answer that is not JSON', () => {
  const answers: readonly (readonly [kind: string, answer: Behaviour, reason: string])[] = [
    ['text', answered('text/plain', 'pong'), 'unrecognized'],
    ['text', answered('text/csv', 'login,role\nbot,ci'), 'unrecognized'],
    ['XML', answered('application/xml', '<?xml version="1.0"?><user><login>bot</login></user>'), 'unrecognized'],
    ['empty', answered('application/json', '', 204), 'unrecognized'],
    ['a page (HTML)', answered('text/html', '<!doctype html><p>Hello'), 'wrong_target'],
    ['text', answered('application/yaml', 'login: bot'), 'unrecognized'],
  ]
  const wants: readonly (readonly [what: string, fields: object])[] = [
    ['`read.identity`', { identity: 'bot', read: { identity: 'user.login' } }],
    ['`assert`', { assert: ["user.login == 'bot'"] }],
    ['`read.scopes` and `assert`', { assert: ['user.active'], read: { scopes: 'user.scope' } }],
  ]
  for (const [kind, answer, reason] of answers)
    for (const [what, fields] of wants)
      it(`is said to be ${kind} where the check wants ${what}`, async () => {
        const check = (url: string) =>
          expandedCheck(http({ id: 'api', impact, secret: held, ping: get(`${url}/me`), ...fields, ...onLoopback }))
        const found = await said(answer, check)
        assert.equal(found.reason, reason)
        const [detail = ''] = found.details
        assert.ok(detail.includes(`the answer is ${kind}, not JSON, so ${what} found nothing; use a \`ping\``), detail)
        assert.match(detail, /leave out `assert` and `identity`: then the status is compared .* broken credential$/)
      })

  it('is judged by its status alone where the check reads nothing, as the way out says', async () => {
    const script: Script = ({ headers }) =>
      headers['authorization'] === 'Bearer marked-7f3a9c-token'
        ? answered('application/xml', '<user/>')
        : { kind: 'json', status: 401, body: {} }
    const check = (url: string) =>
      expandedCheck(http({ id: 'api', impact, secret: held, ping: get(`${url}/me`), ...onLoopback }))
    assert.deepEqual(await said(script, check), { reason: 'healthy', details: [] })
  })

  it('is a page for people where the check reads nothing', async () => {
    const check = (url: string) =>
      expandedCheck(http({ id: 'api', impact, secret: held, ping: get(`${url}/me`), ...onLoopback }))
    const { details } = await said(answered('text/html', '<!doctype html><p>Hello'), check)
    assert.match(details.join(), /the answer is a page \(HTML\), which is for people$/)
  })
})

describe('a need that is refused', () => {
  const lacking = { 'www-authenticate': 'Bearer error="insufficient_scope"' }
  const cases: readonly (readonly [answer: Behaviour, reason: string, sentence: RegExp])[] = [
    [
      { kind: 'json', status: 403, headers: lacking, body: {} },
      'under_scoped',
      /^GET \/invoices: refused for a missing permission, .*; allow .* `needs` as `\{ optional: true \}`$/,
    ],
    [
      { kind: 'json', status: 403, body: {} },
      'unrecognized',
      /^GET \/invoices: refused although .*; declare .* `answers`$/,
    ],
  ]
  for (const [answer, reason, sentence] of cases)
    it(`is named with its way out: ${reason}`, async () => {
      const script: Script = ({ url }) => (url === '/invoices' ? answer : { kind: 'json', body: { login: 'bot' } })
      const check = (url: string) =>
        expandedCheck(
          http({
            id: 'api',
            impact,
            secret: held,
            ping: get(`${url}/me`),
            assert: ["login == 'bot'"],
            needs: [get(`${url}/invoices`)],
            ...onLoopback,
          }),
        )
      const found = await said(script, check)
      assert.equal(found.reason, reason)
      assert.match(found.details.join(), sentence)
    })
})

describe('an address on this machine', () => {
  it('is refused without allowPrivate, and the refusal shows the range', async () => {
    const { reason, details } = await said(nothing, (url) => ({
      ...expandedCheck(http({ id: 'api', impact, secret: held, ping: get(`${url}/me`), ...onLoopback })),
      allowPrivate: ['10.0.0.0/8'],
    }))
    assert.equal(reason, 'host_not_allowed')
    assert.match(details.join(), /`allowPrivate` does not name: name their range there, such as .*127\.0\.0\.0\/8/)
  })
})
