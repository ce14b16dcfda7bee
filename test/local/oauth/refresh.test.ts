import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type OAuthServer, startOAuth } from '../../../local/oauth/server.ts'
import { clientOf, type TestClient } from './client.ts'

const shop = { clientId: 'shop', clientSecret: 'shop-secret', scopes: ['orders:read'], login: 'shop-bot' }
const crm = { ...shop, clientId: 'crm', rotatesRefreshTokens: false }

describe('a refresh token', () => {
  let oauth: OAuthServer
  before(async () => {
    oauth = await startOAuth({ clients: [shop, crm] })
  })
  after(() => oauth.close())

  const as = (clientId: string): TestClient => clientOf(oauth, clientId, shop.clientSecret)
  const isActive = async (token: string | undefined) => (await as('shop').introspect(token ?? '')).active
  const refused = { error: 'invalid_grant' }

  it('returns another access token with the same scopes, and another refresh token, and works once', async () => {
    const { accessToken, refreshToken } = await oauth.consent('shop')
    const next = await as('shop').refresh(refreshToken)
    const { active, scope, login } = await as('shop').introspect(next.access_token)
    assert.deepEqual([active, scope, login], [true, 'orders:read', 'shop-bot'])
    assert.deepEqual([next.refresh_token === refreshToken, next.access_token === accessToken], [false, false])
    assert.deepEqual([await isActive(refreshToken), await isActive(next.refresh_token)], [false, true])
  })

  it('that is used again ends all tokens of the consent', async () => {
    const { accessToken, refreshToken } = await oauth.consent('shop')
    const next = await as('shop').refresh(refreshToken)
    const revoked: string[] = []
    oauth.onRevoked((token) => revoked.push(token))
    await assert.rejects(as('shop').refresh(refreshToken), refused)
    assert.deepEqual(revoked.toSorted(), [accessToken, next.access_token].toSorted())
    await assert.rejects(as('shop').refresh(next.refresh_token ?? ''), refused)
    assert.equal(await isActive(next.access_token), false)
  })

  it('of a client whose tokens do not rotate can be used again', async () => {
    const { refreshToken } = await oauth.consent('crm')
    for (let times = 0; times < 3; times += 1) {
      const next = await as('crm').refresh(refreshToken)
      assert.equal(next.refresh_token ?? refreshToken, refreshToken)
    }
  })

  it('is refused once it was revoked, and to any other client', async () => {
    const { refreshToken } = await oauth.consent('shop')
    await assert.rejects(as('crm').refresh(refreshToken), refused)
    await as('shop').revoke(refreshToken)
    await assert.rejects(as('shop').refresh(refreshToken), refused)
  })
})
