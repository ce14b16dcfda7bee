import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type OAuthServer, startOAuth } from '../../../local/oauth/server.ts'
import { clientOf, type TestClient } from './client.ts'
import { until } from './until.ts'

const billing = { clientId: 'billing', clientSecret: 'billing-secret', scopes: ['invoices:read'] }

describe('an opaque token', () => {
  let oauth: OAuthServer
  let client: TestClient
  before(async () => {
    const other = { clientId: 'other', clientSecret: 'other-secret', scopes: [] }
    oauth = await startOAuth({ clients: [{ ...billing, environment: 'staging', login: 'billing-bot' }, other] })
    client = clientOf(oauth, 'billing', billing.clientSecret)
  })
  after(() => oauth.close())

  it('is active with its claims, for any client that asks', async () => {
    const { access_token: token } = await client.token()
    const answer = await clientOf(oauth, 'other', 'other-secret').introspect(token)
    const { active, client_id, scope, iss, token_type, login, environment } = answer
    assert.deepEqual(
      { active, client_id, scope, iss, token_type, login, environment },
      {
        active: true,
        client_id: 'billing',
        scope: 'invoices:read',
        iss: oauth.issuer,
        token_type: 'Bearer',
        login: 'billing-bot',
        environment: 'staging',
      },
    )
  })

  it('is inactive once its client has revoked it', async () => {
    const { access_token: token } = await client.token()
    await client.revoke(token)
    assert.deepEqual(await client.introspect(token), { active: false })
  })

  it('stays active after another client tries to revoke it', async () => {
    const { access_token: token } = await client.token()
    await clientOf(oauth, 'other', 'other-secret').revoke(token)
    assert.equal((await client.introspect(token)).active, true)
  })

  it('is inactive once the lab revokes it, and listeners get the token', async () => {
    const notified: string[] = []
    oauth.onRevoked((token) => notified.push(token))
    const { access_token: token } = await client.token()
    await oauth.revoke(token)
    assert.deepEqual(await client.introspect(token), { active: false })
    assert.deepEqual(notified, [token])
    await assert.rejects(oauth.revoke(token), /nothing to revoke/)
  })

  it('expires by itself', async () => {
    oauth.setTtl('billing', 1)
    const { access_token: token } = await client.token()
    await until(async () => !(await client.introspect(token)).active)
  })

  it('is introspected and revoked like any other if the lab minted it', async () => {
    const minted = await oauth.mint({ clientId: 'billing', scope: 'a b', format: 'opaque', ttlSeconds: 30 })
    const answer = await client.introspect(minted.accessToken)
    assert.deepEqual([answer.active, answer.scope, answer.exp], [true, 'a b', minted.expiresAt])
    await client.revoke(minted.accessToken)
    assert.deepEqual(await client.introspect(minted.accessToken), { active: false })
  })

  it('can be minted with a past expiry', async () => {
    const minted = await oauth.mint({ clientId: 'billing', scope: 'a', format: 'opaque', ttlSeconds: -5 })
    assert.deepEqual(await client.introspect(minted.accessToken), { active: false })
  })

  it('stays active after a rotation of the signing keys', async () => {
    const minted = await oauth.mint({ clientId: 'billing', scope: 'a', format: 'opaque', ttlSeconds: 30 })
    await oauth.rotateKeys()
    assert.equal((await client.introspect(minted.accessToken)).active, true)
  })
})
