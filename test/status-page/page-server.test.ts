import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type Dispatcher, request } from 'undici'
import { type PageServer, startPageServer } from '../../cli/start/page-server.ts'
import type { StatusView } from '../../functions/status-page/status-view.ts'
import { aRow, aView } from './views.ts'

describe('the local page', { timeout: 30_000 }, () => {
  let server: PageServer
  let view: StatusView = aView()
  before(async () => {
    server = await startPageServer(() => view)
  })
  after(() => server.close())

  function get(path: string, host = new URL(server.url).host): Promise<Dispatcher.ResponseData> {
    return request(new URL(path, server.url), { headers: { host } })
  }

  it('shows the view under a policy that allows only its own script', async () => {
    const { statusCode, headers, body } = await get('/')
    const [html, policy] = [await body.text(), String(headers['content-security-policy'])]
    const nonce = /script-src 'nonce-([^']+)'/.exec(policy)?.[1]
    assert.equal(statusCode, 200)
    assert.match(policy, /default-src 'none'.*base-uri 'none'; frame-ancestors 'none'/)
    assert.ok(html.includes(`<script nonce="${nonce}">`))
    assert.match(html, /production\/orders/)
    assert.equal(headers['x-content-type-options'], 'nosniff')
  })

  it('has a new nonce for every request', async () => {
    const policies = await Promise.all(
      ['/', '/'].map(async (path) => (await get(path)).headers['content-security-policy']),
    )
    assert.notEqual(policies[0], policies[1])
  })

  it('streams the view at once and again with each change', async () => {
    const { headers, body } = await get('/events')
    assert.match(String(headers['content-type']), /^text\/event-stream/)
    const events = eventsOf(body)
    assert.match(await events.next(), /^event: status\n(data: .*\n)*data: .*healthy/m)
    view = aView({ rows: [aRow({ standing: 'invalid', reason: 'revoked' })] })
    server.changed()
    assert.match(await events.next(), /revoked/)
    body.destroy()
  })

  it('answers to the two names of this machine', async () => {
    const { port } = new URL(server.url)
    const statuses = await Promise.all([`127.0.0.1:${port}`, `localhost:${port}`].map(statusFor))
    assert.deepEqual(statuses, [200, 200])
  })

  it('refuses requests for any other host, so that no page on the Web can read it', async () => {
    const { port } = new URL(server.url)
    const hosts = ['evil.example', `evil.example:${port}`, '127.0.0.1', `localhost.evil.example:${port}`, `127.0.0.1:1`]
    assert.deepEqual(await Promise.all(hosts.map(statusFor)), [421, 421, 421, 421, 421])
    assert.equal((await get('/events', 'evil.example')).statusCode, 421)
  })

  async function statusFor(host: string): Promise<number> {
    const { statusCode, body } = await get('/', host)
    await body.dump()
    return statusCode
  }
})

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
      const event = seen.slice(0, end)
      seen = seen.slice(end + 2)
      return event
    },
  }
}
