import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { createRemoteJWKSet, errors, jwtVerify } from 'jose'
import { type OAuthServer, startOAuth } from '../../../local/oauth/server.ts'
import { clientOf, type TestClient } from './client.ts'

const reports = {
  clientId: 'reports',
  clientSecret: 'reports-secret',
  scopes: ['reports:read'],
  format: 'jwt',
} as const

describe('a JWT access token', () => {
  let oauth: OAuthServer
  let client: TestClient
  before(async () => {
    oauth = await startOAuth({ clients: [reports] })
    client = clientOf(oauth, 'reports', reports.clientSecret)
  })
  after(() => oauth.close())

  const verify = (token: string) =>
    jwtVerify(token, createRemoteJWKSet(new URL(oauth.jwksUrl)), { issuer: oauth.issuer })
  const mint = (ttlSeconds: number) => oauth.mint({ clientId: 'reports', scope: 'a', format: 'jwt', ttlSeconds })

  it('verifies against the published keys and carries its claims', async () => {
    const { access_token: token } = await client.token()
    const { payload, protectedHeader } = await verify(token)
    assert.equal(payload['scope'], 'reports:read')
    assert.equal(payload['client_id'], 'reports')
    assert.equal(payload.aud, 'https://api.example/jwt')
    assert.equal(typeof protectedHeader.kid, 'string')
  })

  it('can be minted with an audience of its own', async () => {
    const request = { clientId: 'reports', scope: 'a b', format: 'jwt', ttlSeconds: 30, audience: 'ledger' } as const
    const minted = await oauth.mint(request)
    const { payload } = await verify(minted.accessToken)
    assert.deepEqual([payload.aud, payload['scope'], payload.exp], ['ledger', 'a b', minted.expiresAt])
  })

  it('can be minted with a valid signature and a past expiry', async () => {
    await assert.rejects(verify((await mint(-5)).accessToken), errors.JWTExpired)
  })

  it('can be neither introspected nor revoked', async () => {
    const { access_token: token } = await client.token()
    await assert.rejects(client.introspect(token), { error: 'unsupported_token_type' })
    await assert.rejects(client.revoke(token), { error: 'unsupported_token_type' })
    await assert.rejects(oauth.revoke(token), /nothing to revoke/)
  })

  it('is signed with the new key after a rotation, and an older one can still be verified', async () => {
    const old = await mint(30)
    const kid = await oauth.rotateKeys()
    const { protectedHeader } = await verify((await client.token()).access_token)
    assert.equal(protectedHeader.kid, kid)
    await verify(old.accessToken)
  })

  it('cannot be verified once its key was removed', async () => {
    const old = await mint(30)
    await oauth.rotateKeys({ dropOld: true })
    await assert.rejects(verify(old.accessToken), errors.JWKSNoMatchingKey)
    await verify((await mint(30)).accessToken)
  })
})
