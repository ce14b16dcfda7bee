import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import type { Check } from '../../../functions/core/model/check.ts'
import type { Question } from '../../../functions/core/model/question.ts'
import { aCheck, aPing, bearerInHeader, declaring, expecting, reading } from '../../support/check.ts'
import { type OAuthLab, startLab } from '../../support/oauth-lab.ts'
import { onLoopback, shownProbe } from '../../support/probing.ts'

type Asks = Extract<Question, { kind: 'jwt' }>

const distantSeconds = 90 * 86_400

let lab: OAuthLab
beforeEach(async () => {
  lab = await startLab()
})
afterEach(() => lab.close())

function aJwt(asks: Partial<Asks> = {}, overrides: Partial<Check> = {}): Check {
  const question = { kind: 'jwt', issuer: null, audience: null, jwksUrl: null, ping: null, send: [], ...asks } as const
  return aCheck({ profile: 'jwt', question, ...onLoopback, ...overrides })
}

const signed = (asks: Partial<Asks> = {}) => aJwt({ jwksUrl: lab.oauth.jwksUrl, ...asks })
const used = (path = '/me') => signed({ ping: aPing(`${lab.api.url}${path}`), send: [bearerInHeader] })

/** Mints a token and stores it. */
async function minted(request: Partial<Parameters<OAuthLab['oauth']['mint']>[0]> = {}) {
  const order = {
    clientId: 'billing',
    scope: 'invoices:read',
    format: 'jwt',
    ttlSeconds: distantSeconds,
    ...request,
  } as const
  const token = await lab.oauth.mint(order)
  lab.prober.store('production/ci', token.accessToken)
  return token
}

const probe = async (check: Check) => shownProbe(await lab.prober.probe(check))

describe('the signature of a JWT', () => {
  it('is verified by the key set of its issuer', async () => {
    await minted()
    assert.deepEqual(await probe(signed()), ['healthy', 'key-set'])
  })

  it('is valid after a new key was added', async () => {
    await minted()
    await lab.oauth.rotateKeys()
    assert.deepEqual(await probe(signed()), ['healthy', 'key-set'])
  })

  it('is invalid after its key was withdrawn', async () => {
    await minted()
    await lab.oauth.rotateKeys({ dropOld: true })
    assert.deepEqual(await probe(signed()), ['rejected', 'no-matching-key', 'no-matching-key'])
  })

  it('is invalid if the token was changed', async () => {
    const { accessToken } = await minted()
    const [head = '', claims = '', signature = ''] = accessToken.split('.')
    const forged = JSON.parse(Buffer.from(claims, 'base64url').toString())
    const changed = Buffer.from(JSON.stringify({ ...forged, scope: 'admin' })).toString('base64url')
    lab.prober.store('production/ci', [head, changed, signature].join('.'))
    assert.deepEqual(await probe(signed()), ['rejected', 'signature-wrong', 'signature-wrong'])
  })

  it('is unknown if the token names an unknown algorithm', async () => {
    const { accessToken } = await minted()
    const head = Buffer.from('{"alg":"XX999","kid":"x"}').toString('base64url')
    lab.prober.store('production/ci', [head, ...accessToken.split('.').slice(1)].join('.'))
    assert.equal((await lab.prober.probe(signed())).verdict.standing, 'unknown')
  })

  const troubles: [number, string, readonly string[]][] = [
    [503, '{}', ['provider_error', 'key-set-server-error']],
    [429, '{}', ['rate_limited', 'key-set-rate-limit']],
    [401, '{}', ['unrecognized', 'key-set-refused']],
    [403, '<html>Forbidden</html>', ['unrecognized', 'key-set-refused']],
    [200, '{}', ['unrecognized', 'key-set-without-keys']],
    [200, '{"keys":null}', ['unrecognized', 'key-set-without-keys']],
    [200, '{"keys":{}}', ['wrong_target', 'no-key-set']],
    [200, '[]', ['wrong_target', 'no-key-set']],
    [200, 'null', ['wrong_target', 'no-key-set']],
    [200, '{"issuer":"https://issuer.example"}', ['wrong_target', 'no-key-set']],
    [404, '{}', ['wrong_target', 'no-key-set']],
    [302, '', ['wrong_target', 'no-key-set']],
    [200, '<!doctype html>', ['wrong_target', 'no-key-set']],
    [200, '{"keys":"none"}', ['wrong_target', 'no-key-set']],
    [200, '{"keys":[1]}', ['unrecognized', 'not-verifiable']],
    [200, '{"keys":[]}', ['unrecognized', 'key-set-without-keys']],
  ]
  for (const [status, body, outcome] of troubles)
    it(`is not invalid because of a key set that is ${status} ${body}: ${outcome[0]}`, async () => {
      await minted()
      lab.oauth.failWith(status, body)
      assert.deepEqual(await probe(signed()), outcome)
    })

  it('is not invalid while the key set cannot be fetched', async () => {
    await minted()
    await lab.oauth.down()
    assert.deepEqual(await probe(signed()), ['unreachable', 'connection_refused'])
  })

  it('is not invalid by a declared answer of the key set, which never sees the token', async () => {
    await minted()
    lab.oauth.failWith(404)
    for (const means of ['revoked', 'rejected', 'expired', 'suspended', 'alive', 'ping_forbidden'] as const) {
      const answers = [{ status: 404, when: null, means }]
      assert.deepEqual(await probe({ ...signed(), answers }), ['wrong_target', 'no-key-set'])
    }
  })

  it('cannot be checked for the reason that the check declares', async () => {
    await minted()
    lab.oauth.failWith(403)
    for (const means of ['rate_limited', 'provider_error', 'blocked_from_here', 'quota_exhausted'] as const) {
      const answers = [{ status: 403, when: null, means }]
      assert.equal((await probe({ ...signed(), answers }))[0], means)
    }
  })
})

describe('a JWT that is sent to its API', () => {
  it('is healthy if the API accepts it', async () => {
    await minted()
    assert.deepEqual(await probe(used()), ['healthy', 'success'])
  })

  it('is never sent if its signature is wrong', async () => {
    await minted()
    await lab.oauth.rotateKeys({ dropOld: true })
    assert.equal((await lab.prober.probe(used())).verdict.reason, 'rejected')
    assert.equal(lab.api.requests.size, 0)
  })

  it('is rejected if the API refuses it', async () => {
    await minted()
    lab.api.falseRejects(1, () => 0)
    assert.deepEqual(await probe(used()), ['rejected', 'unauthorized', 'unauthorized'])
  })

  it('is under-scoped if the API names the missing scope', async () => {
    await minted({ scope: 'other' })
    const expect = expecting({ scopes: { require: ['invoices:read'], forbid: [] } })
    const apiOnly = { ...used('/invoices'), paths: reading({ scopes: 'nowhere' }), expect }
    assert.deepEqual(await probe(apiOnly), ['under_scoped', 'insufficient-scope', 'insufficient-scope'])
  })

  it('has its assertions checked in the answer, and everything else in its claims', async () => {
    const { expiresAt } = await minted({ clientId: 'billing' })
    const expect = expecting({ assert: ["token_type == 'Bearer'"], identity: 'billing' })
    const { verdict } = await lab.prober.probe({ ...used(), expect, paths: reading({ identity: 'client_id' }) })
    assert.deepEqual([verdict.reason, verdict.evidence.identity?.seen], ['healthy', 'billing'])
    assert.deepEqual(verdict.evidence.expiry, { source: 'jwt', at: expiresAt })
  })

  it('is not rejected while the API is down', async () => {
    await minted()
    await lab.api.down()
    assert.deepEqual(await probe(used()), ['unreachable', 'connection_refused'])
  })

  it('is expired by its own claim, without a request', async () => {
    await minted({ ttlSeconds: -5 })
    assert.deepEqual(await probe(used()), ['expired', 'exp-passed', 'exp-passed'])
    assert.deepEqual([lab.oauth.requests.size, lab.api.requests.size], [0, 0])
  })

  it('is overdue if it works after a date that the operator declared', async () => {
    await minted()
    assert.equal((await probe({ ...used(), expiry: declaring({ expires: 1_600_000_000 }) }))[0], 'overdue')
  })
})
