import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { until } from '../local/oauth/until.ts'
import { visiting } from './hostile-server-visitor.ts'

/** Reads this many bytes, which an endless body reaches too, then disconnects. */
async function readBytes(body: AsyncIterable<Buffer>, wanted: number): Promise<number> {
  let seen = 0
  for await (const chunk of body) {
    seen += chunk.length
    if (seen >= wanted) break
  }
  return seen
}

describe('a hostile server that breaks off', () => {
  it('hangs up on every connection', () =>
    visiting({ kind: 'hang_up' }, async ({ ask }, server) => {
      await assert.rejects(ask(), { code: 'UND_ERR_SOCKET' })
      assert.equal(server.requests.length, 0)
    }))

  it('hangs up after a request if its script says so', () =>
    visiting(
      () => ({ kind: 'hang_up' }),
      async ({ ask }, server) => {
        await assert.rejects(ask(), { code: 'UND_ERR_SOCKET' })
        assert.equal(server.requests.length, 1)
      },
    ))

  it('resets in the middle of a body', () =>
    visiting({ kind: 'reset_in_body' }, async ({ ask }) => {
      const { statusCode, body } = await ask()
      assert.equal(statusCode, 200)
      await assert.rejects(body.text(), { code: 'ECONNRESET' })
    }))

  it('speaks no HTTP and sends the credential back', () =>
    visiting({ kind: 'malformed' }, async ({ ask }) => {
      await assert.rejects(ask(), { name: 'HTTPParserError', data: /Bearer marked-7f3a/ })
    }))

  it('sends a header that is larger than any client allows', () =>
    visiting({ kind: 'huge_header', bytes: 100_000 }, async ({ ask }) => {
      await assert.rejects(ask(), { code: 'UND_ERR_HEADERS_OVERFLOW' })
    }))

  it('sends a second answer without a request', () =>
    visiting({ kind: 'two_answers' }, async ({ readWire }, server) => {
      const text = await readWire((seen) => seen.endsWith('{"login":"second"}'))
      const answers = ['HTTP/1.1 200 OK', '{"login":"first"}', 'HTTP/1.1 200 OK', '{"login":"second"}']
      assert.deepEqual(text.match(/HTTP\/1\.1 200 OK|\{.*?\}/g), answers)
      assert.equal(server.requests.length, 1)
    }))
})

describe('a hostile server that does not finish its answer', () => {
  it('does not answer one client while it answers another', () =>
    visiting({ kind: 'silent' }, async ({ ask, readWire }, server) => {
      const impatient = new AbortController()
      let settled = false
      const waiting = ask(impatient.signal).finally(() => {
        settled = true
      })
      const givenUp = assert.rejects(waiting, { name: 'AbortError' })
      await until(() => server.requests.length === 1)
      server.become({ kind: 'json', body: 'hello' })
      assert.match(await readWire((seen) => seen.includes('hello')), /^HTTP\/1.1 200/)
      assert.equal(settled, false)
      impatient.abort()
      await givenUp
    }))

  it('drips headers that never end', () =>
    visiting({ kind: 'drip', part: 'headers', everyMs: 1 }, async ({ readWire }) => {
      assert.match(await readWire((seen) => seen.length > 50), /^HTTP\/1\.1 200 OK\r\nX-Slow: x{20,}$/)
    }))

  it('drips a body', () =>
    visiting({ kind: 'drip', part: 'body', everyMs: 1 }, async ({ ask }) => {
      const { statusCode, headers, body } = await ask()
      assert.deepEqual([statusCode, headers['content-length']], [200, '1000000'])
      assert.ok((await readBytes(body, 20)) < 1_000)
    }))

  it('announces an answer again and again, without sending it', () =>
    visiting({ kind: 'endless_1xx', everyMs: 1 }, async ({ readWire }) => {
      const statuses = (await readWire((seen) => seen.length > 1_000)).match(/HTTP\/1\.1 \d{3}/g)
      assert.deepEqual([...new Set(statuses)], ['HTTP/1.1 103'])
      assert.ok(Number(statuses?.length) > 10)
    }))

  it('sends a body without end', () =>
    visiting({ kind: 'endless_body' }, async ({ ask }) => {
      const { headers, body } = await ask()
      assert.equal(headers['transfer-encoding'], 'chunked')
      assert.ok((await readBytes(body, 10_000_000)) >= 10_000_000)
    }))
})
