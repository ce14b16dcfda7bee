import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { request } from 'undici'
import { type Api, startApi } from '../../../local/api/api.ts'
import { type OAuthServer, startOAuth } from '../../../local/oauth/server.ts'
import { until } from '../oauth/until.ts'

describe('an API that is broken on purpose', () => {
  let oauth: OAuthServer
  let api: Api
  let authorization: string
  beforeEach(async () => {
    oauth = await startOAuth({ clients: [{ clientId: 'billing', clientSecret: 'billing-secret', scopes: ['a'] }] })
    api = await startApi({ oauth, environment: 'production', name: 'ledger: main' })
    const minted = await oauth.mint({ clientId: 'billing', scope: 'a', format: 'opaque', ttlSeconds: 60 })
    authorization = `Bearer ${minted.accessToken}`
  })
  afterEach(async () => {
    await api.close()
    await oauth.close()
  })

  const status = async () => {
    const answer = await request(`${api.url}/me`, { headers: { authorization } })
    await answer.body.dump()
    return answer.statusCode
  }

  it('refuses connections while it is down and comes back at the same address', async () => {
    assert.equal(await status(), 200)
    await api.down()
    await assert.rejects(status(), { code: 'ECONNREFUSED' })
    await api.up()
    assert.equal(await status(), 200)
  })

  it('answers with the given status to a good token until it recovers', async () => {
    api.failWith(502)
    assert.equal(await status(), 502)
    api.recover()
    assert.equal(await status(), 200)
    assert.equal(api.requests.get('/me'), 2)
  })

  it('refuses good tokens at the given ratio until it recovers', async () => {
    const draws = [0.1, 0.9, 0.49, 0.5]
    api.falseRejects(0.5, () => draws.shift() ?? 1)
    assert.deepEqual([await status(), await status(), await status(), await status()], [401, 200, 401, 200])
    api.falseRejects(1, () => 0.999)
    assert.equal(await status(), 401)
    api.recover()
    assert.equal(await status(), 200)
  })

  it('answers only after it recovers from a stall', async () => {
    api.stall(60_000)
    let answered = false
    const waiting = status().finally(() => {
      answered = true
    })
    await until(() => api.requests.get('/me') === 1)
    assert.equal(answered, false)
    api.recover()
    assert.equal(await waiting, 200)
  })

  it('shares its authorization server with another API', async () => {
    const other = await startApi({ oauth, environment: 'staging' })
    const answer = await request(`${other.url}/me`, { headers: { authorization } })
    const body = JSON.parse(await answer.body.text())
    await other.close()
    assert.equal(body.environment, 'staging')
    assert.equal(await status(), 200)
  })
})
