import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { gunzipSync } from 'node:zlib'
import { request } from 'undici'
import type { Behaviour } from './hostile-server.ts'
import { credential, visiting } from './hostile-server-visitor.ts'

describe('a hostile server that answers', () => {
  it('sends the given status, headers and body', () =>
    visiting({ kind: 'answer', status: 418, headers: { 'x-limit': '3' }, body: 'short and stout' }, async ({ ask }) => {
      const { statusCode, headers, body } = await ask()
      assert.deepEqual([statusCode, headers['x-limit'], await body.text()], [418, '3', 'short and stout'])
    }))

  it('sends JSON', () =>
    visiting({ kind: 'json', status: 201, body: { login: 'bot' } }, async ({ ask }) => {
      const { statusCode, headers, body } = await ask()
      assert.deepEqual([statusCode, headers['content-type']], [201, 'application/json'])
      assert.deepEqual(await body.json(), { login: 'bot' })
    }))

  it('sends a page where JSON was expected', () =>
    visiting({ kind: 'html' }, async ({ ask }) => {
      const { statusCode, headers, body } = await ask()
      assert.deepEqual([statusCode, headers['content-type']], [200, 'text/html; charset=utf-8'])
      assert.match(await body.text(), /^<!doctype html>/)
    }))

  it('answers by script, one behaviour per request', () =>
    visiting(
      ({ url }, count) => ({ kind: 'json', status: count === 1 ? 401 : 200, body: url }),
      async ({ ask }) => {
        const first = await ask()
        await first.body.dump()
        const second = await ask()
        assert.deepEqual([first.statusCode, second.statusCode, await second.body.json()], [401, 200, '/'])
      },
    ))

  const redirects: [Behaviour, number, string][] = [
    [{ kind: 'redirect', to: '/login' }, 302, '/login'],
    [{ kind: 'redirect', status: 307, to: 'https://other.example/' }, 307, 'https://other.example/'],
    [{ kind: 'redirect', to: '/x', echo: true }, 302, '/x?seen=Bearer%20marked-7f3a'],
  ]
  for (const [behaviour, status, location] of redirects)
    it(`redirects with ${status} to ${location}`, () =>
      visiting(behaviour, async ({ ask }) => {
        const { statusCode, headers } = await ask()
        assert.deepEqual([statusCode, headers['location']], [status, location])
      }))

  it('echoes the credential into the body, a header or the reason', () =>
    visiting({ kind: 'echo', in: 'body' }, async ({ ask }, server) => {
      assert.match(await (await ask()).body.text(), /Bearer marked-7f3a/)
      server.become({ kind: 'echo', in: 'header' })
      const withHeader = await ask()
      assert.equal(withHeader.headers['x-received'], credential)
      assert.doesNotMatch(await withHeader.body.text(), /marked/)
      server.become({ kind: 'echo', in: 'reason' })
      const { statusCode, statusText } = await ask()
      assert.deepEqual([statusCode, statusText], [401, `Unauthorized ${credential}`])
    }))
})

describe('a hostile server that encodes its body', () => {
  it('sends a small body that decodes to the given size', () =>
    visiting({ kind: 'gzip_bomb', megabytes: 200 }, async ({ ask }) => {
      const { headers, body } = await ask()
      const wire = Buffer.from(await body.arrayBuffer())
      assert.equal(headers['content-encoding'], 'gzip')
      assert.ok(wire.length < 250_000)
      assert.equal(gunzipSync(wire).length, 200 * 1_048_576)
    }))

  it('encodes the given number of times', () =>
    visiting({ kind: 'stacked_encodings', layers: 3 }, async ({ ask }) => {
      const { headers, body } = await ask()
      assert.equal(headers['content-encoding'], 'gzip, gzip, gzip')
      const packed = Buffer.from(await body.arrayBuffer())
      assert.equal(gunzipSync(gunzipSync(gunzipSync(packed))).toString(), '{}')
    }))
})

describe('the record of a hostile server', () => {
  it('holds method, url, headers and body of each request, and the bytes of the connection', () =>
    visiting({ kind: 'json', body: {} }, async (_visitor, server) => {
      assert.deepEqual([server.connections(), server.bytesReceived()], [0, 0])
      const sent = { method: 'POST', headers: { 'x-api-key': 'k' }, body: 'a=b' } as const
      await (await request(`${server.url}/path?q=1`, sent)).body.dump()
      const [received] = server.requests
      assert.deepEqual([received?.method, received?.url, received?.body], ['POST', '/path?q=1', 'a=b'])
      assert.equal(received?.headers['x-api-key'], 'k')
      assert.equal(server.connections(), 1)
      assert.ok(server.bytesReceived() > 'POST /path?q=1'.length)
    }))
})
