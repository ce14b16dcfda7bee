import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { request } from 'undici'
import { type OAuthServer, startOAuth } from '../../../local/oauth/server.ts'
import { until } from './until.ts'

/** Longer than any test takes: a request that waits for it must be released. */
const foreverMs = 60_000

describe('an authorization server that is broken on purpose', () => {
  let oauth: OAuthServer
  beforeEach(async () => {
    oauth = await startOAuth()
  })
  afterEach(() => oauth.close())

  const keys = async (signal?: AbortSignal) => {
    const answer = await request(oauth.jwksUrl, signal ? { signal } : {})
    return { status: answer.statusCode, headers: answer.headers, body: await answer.body.text() }
  }

  it('refuses connections while it is down and comes back on the same port', async () => {
    assert.equal((await keys()).status, 200)
    await oauth.down()
    await assert.rejects(keys(), { code: 'ECONNREFUSED' })
    await oauth.down()
    await oauth.up()
    await oauth.up()
    assert.equal((await keys()).status, 200)
  })

  it('does not answer while it stalls, and answers waiting requests when it recovers', async () => {
    oauth.stall(foreverMs)
    let answered = false
    const waiting = keys().finally(() => {
      answered = true
    })
    const impatient = new AbortController()
    const givenUp = assert.rejects(keys(impatient.signal), { name: 'AbortError' })
    await until(() => oauth.requests.get('/jwks') === 2)
    impatient.abort()
    await givenUp
    assert.equal(answered, false)
    oauth.recover()
    assert.equal((await waiting).status, 200)
    assert.equal((await keys()).status, 200)
  })

  it('answers late if it stalls for a moment', async () => {
    oauth.stall(1)
    assert.equal((await keys()).status, 200)
  })

  it('answers with the given status until it recovers', async () => {
    oauth.failWith(503)
    assert.deepEqual([(await keys()).status, (await keys()).body], [503, '{"error":"temporarily_unavailable"}'])
    oauth.failWith(429, '{"error":"slow_down"}', { 'retry-after': '7' })
    const limited = await keys()
    assert.deepEqual(
      [limited.status, limited.body, limited.headers['retry-after']],
      [429, '{"error":"slow_down"}', '7'],
    )
    oauth.recover()
    assert.equal((await keys()).status, 200)
  })

  it('closes while requests are waiting', async () => {
    oauth.stall(foreverMs)
    const waiting = assert.rejects(keys())
    await until(() => oauth.requests.get('/jwks') === 1)
    await oauth.close()
    await waiting
  })
})
