import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { gzipSync } from 'node:zlib'
import { request } from 'undici'
import { type SeenSpan, spansIn } from '../../chaos/traces/otlp.ts'
import { startTraceReceiver } from '../../chaos/traces/trace-receiver.ts'

const token = 'token-of-the-traced-service-0123456789'

const json = (given: object, resource = 'orders') =>
  Buffer.from(
    JSON.stringify({
      resourceSpans: [
        {
          resource: { attributes: [{ key: 'service.name', value: { stringValue: resource } }] },
          scopeSpans: [
            {
              spans: [
                {
                  traceId: 'A'.repeat(32),
                  spanId: '1'.repeat(16),
                  startTimeUnixNano: '1700000000000000000',
                  endTimeUnixNano: '1700000000500000000',
                  ...given,
                },
              ],
            },
          ],
        },
      ],
    }),
  )

describe('an export request', () => {
  it('is read without the name, the attributes and the events of its spans', () => {
    const attributes = [
      { key: 'http.response.status_code', value: { intValue: '401' } },
      { key: 'http.url', value: { stringValue: `https://a.example/?token=${token}` } },
      { key: 'list', value: { arrayValue: { values: [{ stringValue: token }] } } },
    ]
    const [span] =
      spansIn(
        json({ name: token, kind: 'SPAN_KIND_CLIENT', attributes, events: [{ name: token }] }),
        'application/json',
      ) ?? []
    assert.deepEqual(span, {
      traceId: 'a'.repeat(32),
      spanId: '1'.repeat(16),
      parentId: null,
      service: 'orders',
      isOutgoing: true,
      startMs: 1_700_000_000_000,
      endMs: 1_700_000_000_500,
      isFailed: true,
    })
  })

  const failures: readonly (readonly [string, object, boolean])[] = [
    ['no status', {}, false],
    ['the status code of an error', { status: { code: 2 } }, true],
    ['its name', { status: { code: 'STATUS_CODE_ERROR' } }, true],
    ['the former name of the attribute', { attributes: [{ key: 'http.status_code', value: { intValue: 503 } }] }, true],
    ['an answer of 204', { attributes: [{ key: 'http.response.status_code', value: { intValue: 204 } }] }, false],
  ]
  for (const [title, given, isFailed] of failures)
    it(`${isFailed ? 'failed' : 'did not fail'}: ${title}`, () =>
      assert.equal(spansIn(json(given), 'application/json')?.[0]?.isFailed, isFailed))

  it('is refused if it is none', () => {
    for (const body of ['', '[]', '{"resourceSpans":3}', 'x'.repeat(100)])
      assert.equal(spansIn(Buffer.from(body), 'application/json'), null, body)
    assert.equal(spansIn(json({ traceId: 'short' }), 'application/json'), null)
    assert.equal(spansIn(Buffer.from('ff'.repeat(40), 'hex'), 'application/x-protobuf'), null)
  })
})

describe('the receiver of traces', () => {
  it('takes what exporters send, and refuses what is foreign, too large or no request', async () => {
    const got: SeenSpan[] = []
    const receiver = await startTraceReceiver(0, (spans) => got.push(...spans))
    const send = async (body: Buffer, headers: Readonly<Record<string, string>>) => {
      const answer = await request(`${receiver.url}/v1/traces`, { method: 'POST', body, headers }).catch(() => null)
      await answer?.body.dump()
      return answer?.statusCode
    }
    const type = { 'content-type': 'application/json' }
    try {
      assert.equal(await send(json({}), type), 200)
      assert.equal(await send(gzipSync(json({})), { ...type, 'content-encoding': 'gzip' }), 200)
      assert.equal(got.length, 2)
      const bomb = gzipSync(Buffer.alloc(40_000_000))
      const refused = [
        await send(json({}), { 'content-type': 'text/plain' }),
        await send(Buffer.from('{'), type),
        await send(bomb, { ...type, 'content-encoding': 'gzip' }),
        await send(json({}), { ...type, host: 'evil.example' }),
        await send(json({}), { ...type, origin: 'https://evil.example' }),
        await send(Buffer.alloc(5_000_000, ' '), type),
      ]
      assert.deepEqual(refused, [415, 400, 400, 403, 403, 413])
      assert.equal(got.length, 2)
    } finally {
      await receiver.close()
    }
  })
})
