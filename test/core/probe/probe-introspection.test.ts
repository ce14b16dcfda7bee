import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import type { Check } from '../../../functions/core/model/check.ts'
import { aCheck, aSecret, declaring, expecting } from '../../support/check.ts'
import { startHostileServer } from '../../support/hostile-server.ts'
import { clientSecret, type OAuthLab, startLab } from '../../support/oauth-lab.ts'
import { onLoopback, shownProbe } from '../../support/probing.ts'

let lab: OAuthLab
beforeEach(async () => {
  lab = await startLab()
})
afterEach(() => lab.close())

/** Check that introspects the stored token at the authorization server. */
function aToken(overrides: Partial<Check> = {}, introspectionUrl = lab.oauth.introspectionUrl): Check {
  return aCheck({
    profile: 'oauth-introspection',
    question: {
      kind: 'introspection',
      introspectionUrl,
      authentication: 'client_secret_basic',
      client: aSecret(
        { clientId: 'id', clientSecret: 'secret' },
        { source: { from: 'secrets-manager', id: 'production/billing' } },
      ),
    },
    expect: expecting({ scopes: { require: ['invoices:read'], forbid: ['admin'] } }),
    ...onLoopback,
    ...overrides,
  })
}

/** Mints a token and stores it. */
async function minted(request: Partial<Parameters<OAuthLab['oauth']['mint']>[0]> = {}) {
  const token = await lab.oauth.mint({
    clientId: 'billing',
    scope: 'invoices:read',
    format: 'opaque',
    ttlSeconds: 3_600,
    ...request,
  })
  lab.prober.store('production/ci', token.accessToken)
  return token
}

const probe = async (check = aToken()) => shownProbe(await lab.prober.probe(check))

describe('an introspected token', () => {
  it('is expiring if its answer names a near end', async () => {
    const { expiresAt } = await minted()
    const { verdict } = await lab.prober.probe(aToken())
    assert.deepEqual([verdict.reason, verdict.severity], ['expiring', 'page'])
    assert.deepEqual(verdict.evidence.expiry, { source: 'introspection', at: expiresAt })
  })

  it('is healthy if its end is far away', async () => {
    await minted({ ttlSeconds: 90 * 86_400 })
    assert.deepEqual(await probe(), ['healthy', 'active'])
  })

  it('is identified by the client that it was issued to', async () => {
    await minted({ ttlSeconds: 90 * 86_400 })
    const named = (identity: string) => aToken({ expect: { ...aToken().expect, identity } })
    assert.deepEqual(await probe(named('billing')), ['healthy', 'active'])
    assert.deepEqual(await probe(named('other')), ['wrong_identity', 'active', 'active'])
  })

  it('is rejected once it was revoked', async () => {
    const { accessToken } = await minted()
    await lab.oauth.revoke(accessToken)
    assert.deepEqual(await probe(), ['rejected', 'inactive', 'inactive'])
  })

  it('is rejected if the server does not know it', async () => {
    assert.deepEqual(await probe(), ['rejected', 'inactive', 'inactive'])
  })

  it('is expired rather than rejected if its end was known', async () => {
    const { expiresAt } = await minted({ ttlSeconds: -5 })
    const check = aToken({ expiry: declaring({ expires: expiresAt }) })
    assert.deepEqual(await probe(check), ['expired', 'inactive', 'inactive'])
  })

  it('is under-scoped or over-scoped by its granted scopes', async () => {
    await minted({ scope: 'other', ttlSeconds: 90 * 86_400 })
    assert.deepEqual(await probe(), ['under_scoped', 'active', 'active'])
    await minted({ scope: 'invoices:read admin', ttlSeconds: 90 * 86_400 })
    assert.deepEqual(await probe(), ['over_scoped', 'active'])
  })

  it('is a JWT, so the check has the wrong kind', async () => {
    await minted({ format: 'jwt' })
    assert.deepEqual(await probe(), ['check_invalid', 'token-type-not-introspected'])
  })
})

describe('a client that may not introspect', () => {
  it('proves nothing about the token', async () => {
    await minted()
    lab.prober.store('production/billing', clientSecret({ secret: 'marked-7f3a9c-wrong' }))
    assert.deepEqual(await probe(), ['check_invalid', 'introspecting-client-refused'])
  })

  it('cannot be read: no request is sent', async () => {
    lab.prober.lose('production/billing', { reason: 'secret_denied', code: 'AccessDeniedException' })
    assert.deepEqual(await probe(), ['secret_denied', 'AccessDeniedException'])
    assert.equal(lab.oauth.requests.size, 0)
  })
})

describe('an answer of an authorization server that the check declares', () => {
  const declared = [
    [200, '{"error":"token_expired"}', "error == 'token_expired'", 'expired'],
    [400, '{"error":"invalid_token"}', "error == 'invalid_token'", 'rejected'],
    [403, '{"code":"waf"}', "code == 'waf'", 'blocked_from_here'],
    [404, '{"error":"unknown_token"}', "error == 'unknown_token'", 'revoked'],
    [500, '{"error":"quota"}', "error == 'quota'", 'quota_exhausted'],
  ] as const
  for (const [status, body, when, means] of declared)
    it(`is ${means} for ${status} ${body}`, async () => {
      await minted()
      lab.oauth.failWith(status, body)
      assert.equal((await probe(aToken({ answers: [{ status, when, means }] })))[0], means)
    })
})

describe('an authorization server in trouble', () => {
  it('proves nothing about the token', async () => {
    await minted()
    lab.oauth.failWith(500)
    assert.deepEqual(await probe(), ['provider_error', 'issuer-in-trouble'])
    lab.oauth.failWith(200, '{}')
    assert.deepEqual(await probe(), ['unrecognized', 'unlisted'])
    lab.oauth.failWith(200, '<!doctype html>')
    assert.deepEqual(await probe(), ['unrecognized', 'unlisted'])
    await lab.oauth.down()
    assert.deepEqual(await probe(), ['unreachable', 'connection_refused'])
  })
})

it('an answer that echoes token and client secret leaves nothing of either', async (t) => {
  const secret = 'marked-9c3a7f-client'
  lab.prober.store('production/billing', clientSecret({ id: 'known-client-id', secret }))
  for (const sub of ['marked-7f3a9c-token', `you are ${secret}`]) {
    const server = await startHostileServer({ kind: 'json', body: { active: true, sub, scope: 'invoices:read' } })
    t.after(() => server.close())
    const probed = await lab.prober.probe(aToken({}, server.url))
    assert.equal(probed.verdict.evidence.identity?.seen, '[secret]')
    assert.doesNotMatch(JSON.stringify(probed), /marked|7f3a9c|9c3a7f/)
  }
})

it('the name of the client that asks is not a secret', async (t) => {
  lab.prober.store('production/billing', clientSecret({ id: 'known-client-id' }))
  const server = await startHostileServer({ kind: 'json', body: { active: true, client_id: 'known-client-id' } })
  t.after(() => server.close())
  const { verdict } = await lab.prober.probe(aToken({}, server.url))
  assert.equal(verdict.evidence.identity?.seen, 'known-client-id')
})
