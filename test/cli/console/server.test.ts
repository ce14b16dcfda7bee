import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { type Dispatcher, request } from 'undici'
import { type ConsoleServer, startConsole } from '../../../cli/console/console-server.ts'
import { type WatchedFacts, watchFacts } from '../../../cli/console/watched-facts.ts'
import type { DeploymentFacts } from '../../../functions/status-page/facts.ts'
import { aFreshJudgement, openState, someFacts } from '../../status-page/facts.ts'
import { keepOpen } from '../../support/stack.ts'
import { storesWith } from './stores.ts'

const loopback = { address: '127.0.0.1', port: 0 }
const bad = aFreshJudgement({ standing: 'invalid', reason: 'revoked', judgedAt: Date.now(), since: Date.now() })

const factsNow = (): DeploymentFacts => ({
  ...someFacts({ judgements: [bad], states: new Map([[bad.check, openState(bad.check)]]) }),
  at: Date.now(),
})

describe('the console on loopback', { timeout: 60_000 }, () => {
  const keep = keepOpen()
  let server: ConsoleServer
  let facts: WatchedFacts
  const shown = factsNow()
  const { actions, written } = storesWith(bad.check)
  before(async () => {
    facts = keep(closing(watchFacts({ look: async () => shown, everyMs: 60_000, restMs: 0 })))
    server = keep(await startConsole({ deployment: 'acme', facts, actions, token: null }, loopback))
  })
  const host = () => new URL(server.url).host
  const get = (path: string, headers: Record<string, string> = {}) =>
    request(new URL(path, server.url), { headers: { host: host(), ...headers } })
  const post = (path: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
    request(new URL(path, server.url), {
      method: 'POST',
      headers: {
        host: host(),
        origin: `http://${host()}`,
        'content-type': 'application/x-www-form-urlencoded',
        ...headers,
      },
      body: new URLSearchParams(fields).toString(),
    })
  async function secret(path = `/acknowledge?key=${bad.check}`): Promise<string> {
    const text = await (await get(path)).body.text()
    return /name="secret" value="([^"]+)"/.exec(text)?.[1] ?? ''
  }

  it('sends every answer under a policy that allows only its own style and script', async () => {
    for (const path of ['/', '/checks', '/feed.json', '/metrics', '/export', '/nowhere']) {
      const { headers, body } = await get(path)
      await body.dump()
      assert.match(
        String(headers['content-security-policy']),
        /^default-src 'none'; style-src 'self'; script-src 'self'/,
      )
      assert.equal(headers['x-content-type-options'], 'nosniff')
      assert.equal(headers['cache-control'], 'no-store')
    }
  })

  it('serves its style and script under addresses that change with their content', async () => {
    const text = await (await get('/')).body.text()
    const addresses = [...text.matchAll(/(?:href|src)="(\/(?:style|script)-[0-9a-f]{16}\.(?:css|js))"/g)].map(
      ([, path]) => path ?? '',
    )
    assert.equal(addresses.length, 2)
    for (const address of addresses) assert.equal(await statusOf(await get(address)), 200)
  })

  it('refuses requests for any other host, so that no page on the Web can read it', async () => {
    const { port } = new URL(server.url)
    const hosts = ['evil.example', `evil.example:${port}`, '127.0.0.1', `localhost.evil.example:${port}`, '127.0.0.1:1']
    for (const path of ['/', '/events', '/feed.json', '/metrics', '/export'])
      for (const name of hosts) assert.equal(await statusOf(await get(path, { host: name })), 421, `${path} ${name}`)
    for (const name of [`127.0.0.1:${port}`, `localhost:${port}`])
      assert.equal(await statusOf(await get('/', { host: name })), 200)
  })

  it('says what an address does not name, and shows no blank page', async () => {
    const { statusCode, body } = await get('/check?key=production/gone')
    assert.equal(statusCode, 404)
    assert.match(await body.text(), /names no page and no check of this deployment/)
  })

  it('streams a start, then a sign after each look', async () => {
    const { body } = await get('/events')
    const events = eventsOf(body)
    assert.match(await events.next(), /^event: start\ndata: [0-9a-f]{16}$/)
    assert.match(await events.next(), /^event: changed/)
    facts.changed()
    while (!/^event: changed/.test(await events.next()));
    body.destroy()
  })

  it('acknowledges after its plan was shown, and shows who did', async () => {
    const plan = await (await get(`/acknowledge?key=${bad.check}`)).body.text()
    assert.match(plan, /This would acknowledge production\/billing as sam/)
    assert.equal(written.acknowledged(), null)
    const { statusCode, headers } = await post('/acknowledge', { key: bad.check, secret: await secret() })
    assert.deepEqual([statusCode, headers['location']], [303, '/check?key=production%2Fbilling'])
    assert.equal(written.acknowledged(), 'sam')
  })

  it('silences in two steps, and asks again for what it cannot take', async () => {
    const asked = { key: bad.check, secret: await secret(), for: '4h', reason: 'a move' }
    const wrong = await post('/silence', { ...asked, reason: '' })
    assert.equal(wrong.statusCode, 400)
    assert.match(await wrong.body.text(), /role="alert"[^>]*>--reason: expected a reason/)
    const plan = await (await post('/silence', asked)).body.text()
    assert.match(plan, /covers production\/billing[\s\S]*sam, &quot;a move&quot;/)
    assert.equal(written.silences().length, 0)
    assert.equal(await statusOf(await post('/silence', { ...asked, agreed: 'yes' })), 303)
    assert.deepEqual(
      written.silences().map(({ by, reason, covers }) => [by, reason, covers]),
      [['sam', 'a move', { check: bad.check }]],
    )
  })

  it('ends a silence after its plan was shown, and says where none is active', async () => {
    const id = written.silences()[0]?.id ?? ''
    const plan = await (await get(`/silence/end?id=${id}`)).body.text()
    assert.match(plan, /This would end the silence of check production\/billing[\s\S]*sam set it until/)
    assert.ok((written.silences()[0]?.until ?? 0) > Date.now())
    const ended = await post('/silence/end', { id, secret: await secret() })
    assert.deepEqual([ended.statusCode, ended.headers['location']], [303, '/incidents'])
    assert.ok((written.silences()[0]?.until ?? Number.POSITIVE_INFINITY) <= Date.now())
    const again = await get(`/silence/end?id=${id}`)
    assert.equal(again.statusCode, 409)
    assert.match(await again.body.text(), /no silence with this id is active/)
  })

  const forged: readonly (readonly [
    string,
    (secret: string) => readonly [Record<string, string>, Record<string, string>],
  ])[] = [
    ['no secret', () => [{}, {}]],
    ['a wrong secret', () => [{ secret: 'x' }, {}]],
    ['another origin', (secret) => [{ secret }, { origin: 'http://evil.example' }]],
    ['an origin that is none', (secret) => [{ secret }, { origin: 'null' }]],
    ['another site, by its browser', (secret) => [{ secret }, { 'sec-fetch-site': 'cross-site' }]],
    ['the same site on another port, by its browser', (secret) => [{ secret }, { 'sec-fetch-site': 'same-site' }]],
  ]
  for (const [what, of] of forged)
    it(`changes nothing for a form with ${what}`, async () => {
      const before = written.count()
      const [fields, headers] = of(await secret())
      for (const path of ['/acknowledge', '/silence', '/silence/end', '/faults'])
        assert.ok(
          [403, 404].includes(
            await statusOf(
              await post(path, { key: bad.check, for: '4h', reason: 'abc', agreed: 'yes', ...fields }, headers),
            ),
          ),
        )
      assert.equal(written.count(), before)
    })

  it('changes nothing by a link', async () => {
    const before = written.count()
    await (await get(`/silence?key=${bad.check}&for=4h&reason=abc&agreed=yes&secret=${await secret()}`)).body.dump()
    assert.equal(written.count(), before)
  })

  it('refuses a form that is too large', async () => {
    assert.equal(await statusOf(await post('/silence', { reason: 'x'.repeat(20_000) })), 413)
  })

  it('shows the last facts with their age when looking fails, and says why', async () => {
    const failing = keep(closing(watchFacts({ look: failsAfterOnce(), everyMs: 60_000, restMs: 0 })))
    const other = keep(await startConsole({ deployment: 'acme', facts: failing, actions: null, token: null }, loopback))
    await failing.latest(0)
    await failing.latest(0)
    const text = await (await request(other.url)).body.text()
    assert.match(text, /role="alert">Not connected to the deployment: the last look failed \(TypeError\)/)
    assert.match(text, /production\/billing/)
    assert.doesNotMatch(text, /secret-words/)
  })

  it('says that nothing is known before the first look has worked', async () => {
    const failing = keep(
      closing(watchFacts({ look: () => Promise.reject(new Error('x')), everyMs: 60_000, restMs: 0 })),
    )
    const other = keep(await startConsole({ deployment: 'acme', facts: failing, actions: null, token: null }, loopback))
    const page = await request(other.url)
    assert.match(
      await page.body.text(),
      /Nothing is known yet[\s\S]*Nothing was read yet|Nothing was read yet[\s\S]*Nothing is known yet/,
    )
    for (const path of ['feed.json', 'metrics']) assert.equal(await statusOf(await request(`${other.url}${path}`)), 503)
  })

  it('offers no action if it may only read', async () => {
    const other = keep(await startConsole({ deployment: 'acme', facts, actions: null, token: null }, loopback))
    assert.doesNotMatch(await (await request(other.url)).body.text(), /Acknowledge|Silence</)
    assert.equal(await statusOf(await request(`${other.url}acknowledge?key=${bad.check}`)), 404)
  })

  it('refuses a port that is taken, with the way out', async () => {
    const port = Number(new URL(server.url).port)
    const again = startConsole({ deployment: 'acme', facts, actions, token: null }, { ...loopback, port })
    await assert.rejects(again, /--port: \d+ is taken by another process: choose another one, or leave --port out/)
  })

  it('needs its token on any other address, in a cookie or a header, and takes it out of the address', async () => {
    const token = 'a-token-of-24-characters'
    const options = { deployment: 'acme', facts, actions: null, token }
    const other = keep(await startConsole(options, loopback))
    const bare = new URL('/', other.url).href
    for (const headers of [{}, { authorization: 'Bearer wrong' }, { cookie: 'tokenwatch-console=wrong' }])
      assert.equal(await statusOf(await request(bare, { headers })), 401)
    const { statusCode, headers, body } = await request(other.url)
    await body.dump()
    const cookie = String(headers['set-cookie'])
    assert.deepEqual([statusCode, headers['location']], [302, '/'])
    assert.match(cookie, /HttpOnly; SameSite=Strict/)
    assert.equal(await statusOf(await request(bare, { headers: { cookie: cookie.split(';')[0] ?? '' } })), 200)
    assert.equal(
      await statusOf(await request(`${bare}metrics`, { headers: { authorization: `Bearer ${token}` } })),
      200,
    )
  })

  async function statusOf({ statusCode, body }: Dispatcher.ResponseData): Promise<number> {
    await body.dump()
    return statusCode
  }
})

const closing = (facts: WatchedFacts) => ({ ...facts, close: async () => facts.close() })

function failsAfterOnce(): () => Promise<DeploymentFacts> {
  let looks = 0
  return async () => {
    looks += 1
    if (looks > 1) throw new TypeError('secret-words')
    return factsNow()
  }
}

/** One event of the stream after the other. */
function eventsOf(body: AsyncIterable<Buffer>): { next(): Promise<string> } {
  const chunks = body[Symbol.asyncIterator]()
  let seen = ''
  return {
    async next() {
      while (!seen.includes('\n\n')) {
        const { value, done } = await chunks.next()
        if (done) throw new Error('the stream ended')
        seen += value.toString('utf8')
      }
      const end = seen.indexOf('\n\n')
      const event = seen.slice(0, end).trim()
      seen = seen.slice(end + 2)
      return event
    },
  }
}
