import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { request } from 'undici'
import { type Api, startApi } from '../../../local/api/api.ts'
import type { TokenFormat } from '../../../local/oauth/clients.ts'
import { type OAuthServer, startOAuth } from '../../../local/oauth/server.ts'
import { until } from '../oauth/until.ts'

const clients = [
  { clientId: 'billing', clientSecret: 'billing-secret', scopes: ['invoices:read'], login: 'billing-bot' },
  { clientId: 'stray', clientSecret: 'stray-secret', scopes: ['invoices:read'], environment: 'staging' },
]

const badToken = [401, 'Bearer error="invalid_token"', 'invalid_token']

let oauth: OAuthServer
let api: Api
before(async () => {
  oauth = await startOAuth({ clients })
  api = await startApi({ oauth, environment: 'production' })
})
after(async () => {
  await api.close()
  await oauth.close()
})

async function get(path: string, authorization?: string) {
  const answer = await request(api.url + path, authorization === undefined ? {} : { headers: { authorization } })
  const body = JSON.parse(await answer.body.text())
  return { status: answer.statusCode, challenge: answer.headers['www-authenticate'], body }
}

async function refusal(path: string, authorization?: string) {
  const { status, challenge, body } = await get(path, authorization)
  return [status, challenge, body.error]
}

async function mint(format: TokenFormat, options: { clientId?: string; scope?: string; ttlSeconds?: number } = {}) {
  return oauth.mint({ clientId: 'billing', scope: 'invoices:read', ttlSeconds: 60, format, ...options })
}

for (const format of ['opaque', 'jwt'] as const)
  describe(`a request with a good ${format} token`, () => {
    it('gets its client, its scopes and its expiry', async () => {
      const token = await mint(format)
      const { status, body } = await get('/me', `Bearer ${token.accessToken}`)
      assert.equal(status, 200)
      assert.deepEqual(body, {
        login: 'billing-bot',
        environment: 'production',
        scope: 'invoices:read',
        expires_at: new Date(token.expiresAt * 1_000).toISOString(),
        token_type: 'Bearer',
      })
    })

    it('gets the environment staging, although production was asked', async () => {
      const { accessToken } = await mint(format, { clientId: 'stray' })
      assert.equal((await get('/me', `Bearer ${accessToken}`)).body.environment, 'staging')
    })

    it('may read invoices with their scope, and gets the name of the missing scope without it', async () => {
      const able = await mint(format)
      assert.equal((await get('/invoices', `Bearer ${able.accessToken}`)).status, 200)
      const unable = await mint(format, { scope: 'other' })
      assert.deepEqual(await refusal('/invoices', `Bearer ${unable.accessToken}`), [
        403,
        'Bearer error="insufficient_scope", scope="invoices:read"',
        'insufficient_scope',
      ])
    })

    it('is refused once the token has expired', async () => {
      const { accessToken } = await mint(format, { ttlSeconds: -1 })
      assert.deepEqual(await refusal('/me', `Bearer ${accessToken}`), badToken)
    })
  })

describe('a request without a valid token', () => {
  it('is refused without an error code if it carries no bearer token', async () => {
    for (const authorization of [undefined, 'Basic YTpi', 'Bearer', 'Bearer '])
      assert.deepEqual(await refusal('/me', authorization), [401, 'Bearer', 'unauthorized'])
  })

  it('is refused with invalid_token if the token is made up, with a description for people', async () => {
    const { accessToken } = await mint('jwt')
    const [head, payload] = accessToken.split('.')
    for (const token of ['made-up', 'two words', 'a.b.c', `${head}.${payload}.AAAA`, `${head}.e30.AAAA`])
      assert.deepEqual(await refusal('/me', `Bearer ${token}`), badToken)
    const { body } = await get('/me', 'Bearer made-up')
    assert.equal(body.error_description, 'The access token is unknown, expired or revoked')
  })

  it('is refused with a JWT that another server signed', async () => {
    const stranger = await startOAuth({ clients })
    const { accessToken } = await stranger.mint({ clientId: 'stray', scope: 'a', format: 'jwt', ttlSeconds: 60 })
    await stranger.close()
    assert.deepEqual(await refusal('/me', `Bearer ${accessToken}`), badToken)
  })

  it('gets 404 for an unknown page and 405 for a change', async () => {
    assert.equal((await get('/nothing')).status, 404)
    const answer = await request(`${api.url}/me`, { method: 'POST' })
    await answer.body.dump()
    assert.equal(answer.statusCode, 405)
  })
})

describe('a token that dies', () => {
  it('is refused as soon as it is revoked, although it was valid a moment before', async () => {
    const { accessToken } = await mint('opaque')
    assert.equal((await get('/me', `Bearer ${accessToken}`)).status, 200)
    await oauth.revoke(accessToken)
    assert.deepEqual(await refusal('/me', `Bearer ${accessToken}`), badToken)
  })

  it('is refused after its second has passed', async () => {
    for (const format of ['opaque', 'jwt'] as const) {
      const { accessToken } = await mint(format, { ttlSeconds: 1 })
      await until(async () => (await get('/me', `Bearer ${accessToken}`)).status === 401)
    }
  })
})

describe('the authorization server behind the API', () => {
  it('is asked once for many concurrent requests', async () => {
    const { accessToken } = await mint('opaque')
    const asked = () => oauth.requests.get('/token/introspection') ?? 0
    const before = asked()
    await Promise.all(Array.from({ length: 20 }, () => get('/me', `Bearer ${accessToken}`)))
    assert.ok(asked() - before < 20)
  })

  it('makes the API answer 503, not 401, while it is down', async () => {
    const { accessToken } = await mint('opaque')
    oauth.failWith(500)
    assert.deepEqual(await refusal('/me', `Bearer ${accessToken}`), [503, undefined, 'temporarily_unavailable'])
    oauth.recover()
    await oauth.down()
    assert.deepEqual(await refusal('/me', `Bearer ${accessToken}`), [503, undefined, 'temporarily_unavailable'])
    await oauth.up()
    assert.equal((await get('/me', `Bearer ${accessToken}`)).status, 200)
  })

  it('may sign with a new key, which the API accepts at once', async () => {
    await get('/me', `Bearer ${(await mint('jwt')).accessToken}`)
    await oauth.rotateKeys()
    assert.equal((await get('/me', `Bearer ${(await mint('jwt')).accessToken}`)).status, 200)
  })
})
