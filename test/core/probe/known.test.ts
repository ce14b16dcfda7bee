import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type JWTPayload, SignJWT } from 'jose'
import type { Check } from '../../../functions/core/model/check.ts'
import { aCheck, aPing, bearerInHeader, expecting, reading } from '../../support/check.ts'
import { type Behaviour, startHostileServer } from '../../support/hostile-server.ts'
import { onLoopback, startProber } from '../../support/probing.ts'
import { probing } from '../../support/probing-api.ts'

/** Sends a JWT with these claims to an API that answers so, and returns what the verdict says of it. */
async function saidOf(claims: JWTPayload, behaviour: Behaviour, parts: Partial<Check>): Promise<string> {
  const server = await startHostileServer(behaviour)
  const token = await new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).sign(Buffer.alloc(32, 1))
  const prober = startProber(token)
  const jwt = { kind: 'jwt', issuer: null, audience: null, jwksUrl: null, send: [bearerInHeader] } as const
  const question = { ...jwt, ping: aPing(server.url) }
  try {
    const { verdict } = await prober.probe(aCheck({ profile: 'jwt', question, ...onLoopback, ...parts }))
    return `${verdict.standing} ${verdict.reason}`
  } finally {
    await prober.close()
    await server.close()
  }
}

const answering = (status: number, body: object = {}): Behaviour => ({ kind: 'json', status, body })

describe('claims that differ from what the check expects', () => {
  const other: Partial<Check> = { expect: expecting({ identity: 'reader' }) }
  const elsewhere: Partial<Check> = {
    paths: reading({ environment: 'tenant' }),
    expect: expecting({ environment: 'production' }),
  }
  const narrow: Partial<Check> = { expect: expecting({ scopes: { require: ['write'], forbid: [] } }) }
  const cases: [string, Behaviour, Partial<Check>, string][] = [
    ['an identity, beside a lost connection', { kind: 'hang_up' }, other, 'invalid wrong_identity'],
    ['an identity, beside an answer that is cut off', { kind: 'reset_in_body' }, other, 'invalid wrong_identity'],
    ['an identity, beside no HTTP', { kind: 'malformed' }, other, 'invalid wrong_identity'],
    ['an identity, beside too many headers', { kind: 'huge_header', bytes: 300_000 }, other, 'invalid wrong_identity'],
    ['an environment, beside a lost connection', { kind: 'hang_up' }, elsewhere, 'invalid wrong_environment'],
    ['scopes, beside a lost connection', { kind: 'hang_up' }, narrow, 'invalid under_scoped'],
    ['an identity, beside a teapot', answering(418), other, 'invalid wrong_identity'],
    ['an identity, beside a bad request', answering(400, { message: 'x' }), other, 'invalid wrong_identity'],
    [
      'an identity, beside an empty refusal',
      { kind: 'answer', status: 403, body: '' },
      other,
      'invalid wrong_identity',
    ],
    ['an identity, beside a missing page', answering(404), other, 'invalid wrong_identity'],
    ['an environment, beside a refusal', answering(403), elsewhere, 'invalid wrong_environment'],
    ['scopes, beside a conflict', answering(409), narrow, 'invalid under_scoped'],
    ['an identity, beside a refused token', answering(401), other, 'invalid rejected'],
  ]
  for (const [what, behaviour, parts, said] of cases)
    it(`count: ${what}`, async () => {
      assert.equal(await saidOf({ sub: 'admin', tenant: 'staging', scope: 'read' }, behaviour, parts), said)
    })

  const silent: [string, Behaviour][] = [
    ['a refusal', answering(400)],
    ['an outage', answering(503)],
  ]
  for (const [what, behaviour] of silent)
    it(`say nothing where they are absent, beside ${what}`, async () => {
      assert.match(await saidOf({}, behaviour, other), /^unknown /)
    })
})

describe('headers of a refused ping', () => {
  const scopes = { header: 'x-scopes' } as const
  const cases: [string, status: number, header: string, reason: RegExp][] = [
    ['scopes that lack one', 400, 'read', /^under_scoped$/],
    ['scopes that lack one, beside a missing page', 404, 'read', /^under_scoped$/],
    ['all scopes', 400, 'read, write', /^unrecognized$/],
    ['nothing', 400, '', /^unrecognized$/],
    ['scopes of a token that is refused', 401, 'read', /^rejected$/],
    ['scopes in an outage', 502, 'read', /^provider_error$/],
  ]
  for (const [what, status, header, reason] of cases)
    it(`name ${what}`, () =>
      probing({ kind: 'json', status, body: {}, headers: { 'x-scopes': header } }, async ({ check, prober }) => {
        const asked = {
          ...check,
          paths: reading({ scopes }),
          expect: expecting({ scopes: { require: ['write'], forbid: [] } }),
        }
        assert.match((await prober.probe(asked)).verdict.reason, reason)
      }))
})

it('claims that name nothing of what is expected say nothing beside a lost connection', async () => {
  const nameless = { expect: expecting({ identity: 'reader', scopes: { require: ['write'], forbid: [] } }) }
  assert.equal(await saidOf({ jti: 'x' }, { kind: 'hang_up' }, nameless), 'unknown unreachable')
})
