import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { bodyLimitBytes } from '../../../../functions/core/probe/network/network.ts'
import { meeting, summaryOf } from '../../../support/exchange.ts'
import type { Script } from '../../../support/hostile-server.ts'

const tooShort = { 'content-length': '10', connection: 'close' }

describe('a server that hangs up, sends without end or breaks the protocol', () => {
  const servers: [string, Script, readonly string[]][] = [
    ['hangs up at once', { kind: 'hang_up' }, ['unreachable', 'connection_lost', 'first_byte']],
    ['hangs up after the request', () => ({ kind: 'hang_up' }), ['unreachable', 'connection_lost', 'first_byte']],
    ['resets in the middle of a body', { kind: 'reset_in_body' }, ['unreachable', 'connection_lost', 'body']],
    [
      'sends less than it promised',
      { kind: 'answer', status: 200, headers: tooShort, body: '{}' },
      ['unrecognized', 'malformed_answer', 'body'],
    ],
    [
      'switches to another protocol',
      { kind: 'answer', status: 101, headers: { connection: 'upgrade', upgrade: 'x' } },
      ['unreachable', 'connection_lost', 'first_byte'],
    ],
    ['speaks no HTTP and echoes the token', { kind: 'malformed' }, ['unrecognized', 'malformed_answer', 'first_byte']],
    ['sends a huge header', { kind: 'huge_header', bytes: 100_000 }, ['oversized', 'headers_too_large', 'first_byte']],
    ['sends a body without end', { kind: 'endless_body' }, ['oversized', 'body_too_large', 'body']],
    ['sends a packed bomb', { kind: 'gzip_bomb', megabytes: 200 }, ['oversized', 'body_too_large', 'body']],
    ['packs ten times over', { kind: 'stacked_encodings', layers: 10 }, ['unrecognized', 'encoding_unknown', 'body']],
  ]
  for (const [what, script, outcome] of servers)
    it(`and ${what}: ${outcome.join(', ')}`, () =>
      meeting(script, async ({ ask }) => {
        const failure = await ask()
        assert.deepEqual(summaryOf(failure), outcome)
        assert.doesNotMatch(JSON.stringify(failure), /marked|7f3a9c/)
      }))
})

describe('the memory that an answer may take', () => {
  it('is limited for a compressed bomb as for any body', () =>
    meeting({ kind: 'gzip_bomb', megabytes: 200 }, async ({ ask }) => {
      const before = process.memoryUsage().rss
      await ask()
      assert.ok(process.memoryUsage().rss - before < 100 * 1_048_576)
    }))

  it('suffices for a body of exactly the limit', () =>
    meeting({ kind: 'answer', status: 200, body: Buffer.alloc(bodyLimitBytes, 'x') }, async ({ ask }) => {
      const answer = await ask()
      assert.equal(answer.kind === 'answer' && answer.body.byteLength, bodyLimitBytes)
    }))

  it('does not suffice for one byte more', () =>
    meeting({ kind: 'answer', status: 200, body: Buffer.alloc(bodyLimitBytes + 1, 'x') }, async ({ ask }) => {
      assert.deepEqual(summaryOf(await ask()), ['oversized', 'body_too_large', 'body'])
    }))

  it('suffices for a small body with one encoding', () =>
    meeting({ kind: 'stacked_encodings', layers: 1 }, async ({ ask }) => {
      const answer = await ask()
      assert.equal(answer.kind === 'answer' && Buffer.from(answer.body).toString(), '{}')
    }))
})
