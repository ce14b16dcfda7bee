import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import { createInterface } from 'node:readline'
import { after, before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { request } from 'undici'
import { htmlOf } from '../../chaos/report/html.ts'
import { markdownOf } from '../../chaos/report/markdown.ts'
import { traceSentences } from '../../chaos/report/trace-words.ts'
import { type SeenSpan, spansIn } from '../../chaos/traces/otlp.ts'
import { type TracePropagation, tracePropagation } from '../../chaos/traces/trace-propagation.ts'
import { startTraceReceiver } from '../../chaos/traces/trace-receiver.ts'
import { portOf } from '../../local/loopback.ts'
import { startCounter } from '../libraries/counter.ts'
import { freePort } from '../support/free-port.ts'
import type { TracedServiceSettings } from '../support/traced-service.ts'
import { openTargets, runAgainst, stormAgainst, type Targets } from './service-target.ts'

const token = 'token-of-the-traced-service-0123456789'

/** Starts a traced service as a process of its own. */
async function startTraced(
  open: AsyncDisposableStack,
  settings: Omit<TracedServiceSettings, 'token'>,
): Promise<string> {
  const script = fileURLToPath(new URL('../support/traced-service.ts', import.meta.url))
  const compression = settings.encoding === 'protobuf' ? { OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip' } : {}
  const child = spawn(process.execPath, [script, JSON.stringify({ ...settings, token })], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...compression },
  })
  open.defer(async () => {
    const ended = once(child, 'exit')
    if (child.kill()) await ended
  })
  const [line] = await once(createInterface(child.stdout), 'line')
  return String(line)
}

async function serving(open: AsyncDisposableStack, statusOf: (request: IncomingMessage) => number): Promise<string> {
  const server = createServer((asked, response) => {
    response.writeHead(statusOf(asked), { 'content-type': 'application/json' }).end('{"error":"invalid_token"}')
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  open.defer(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${portOf(server)}`
}

describe('a fault that spreads over services with OpenTelemetry', { timeout: 110_000 }, () => {
  let targets: Targets
  before(async () => {
    targets = await openTargets()
  })
  after(() => targets.close())

  it('is followed by their traces: who failed first, who followed, whose retries multiplied, as a counter saw it', async () => {
    await using open = new AsyncDisposableStack()
    const keep = <One extends { close(): Promise<void> }>(one: One) => open.adopt(one, (opened) => opened.close())
    const target = await targets.start('with breaker')
    const api = await serving(open, () => 200)
    const traces = await freePort()
    const { openPoints } = await import('../../chaos/controller/points.ts')
    const upstreams = { api, idp: null, validation: null }
    const points = keep(
      await openPoints({ upstreams, secrets: false, ports: {}, control: 0, silence: 30, controlToken: null }),
    )
    const at = (name: string) => points.addresses.find((one) => one.name === name)?.url ?? ''
    const toTraces = { traces: `http://127.0.0.1:${traces}` }
    // shop -> (counter) -> stock -> (counter) -> injection point -> API
    const behindStock = keep(await startCounter(at('api')))
    const stock = await startTraced(open, {
      ...toTraces,
      name: 'stock',
      upstream: behindStock.url,
      retries: 2,
      encoding: 'json',
    })
    const behindShop = keep(await startCounter(stock))
    const shop = await startTraced(open, {
      ...toTraces,
      name: 'shop',
      upstream: behindShop.url,
      retries: 1,
      encoding: 'protobuf',
    })
    const moments: number[] = []
    const experiment = stormAgainst(
      { ...target, service: { ...target.service, url: shop }, control: { ...target.control, url: api } },
      {
        propagation: { traces: { port: traces } },
        phases: { baseline: '1500ms', fault: '1500ms', observe: '1500ms' },
        load: { perSecond: 5 },
      },
      { variant: 'retry' },
    )
    const result = await runAgainst(experiment, { controllerUrl: at('controller') }, targets.directory, {
      onEvent: ({ event }) =>
        event === 'injected' || event === 'removed' ? void moments.push(performance.now()) : undefined,
    })
    assert.ok('journal' in result, JSON.stringify(result))
    const [spread] = result.journal.tokenwatch.traces
    assert.ok(spread, JSON.stringify(result.journal.tokenwatch.verdictReasons))
    const { calls, traced, services } = spread
    assert.deepEqual([traced.before, traced.during], [calls.before, calls.during], 'every call has a trace')
    assert.deepEqual(
      services.map(({ service, place }) => [service, place]),
      [
        ['stock', 1],
        ['shop', 2],
      ],
    )
    const [ofStock, ofShop] = services
    assert.ok(Number(ofStock?.firstFailureSeconds) < Number(ofShop?.firstFailureSeconds))
    assert.ok(Math.abs(Number(ofStock?.firstFailureSeconds)) < 2)
    // The counters share no code with the tool. Calls at the edges of the fault are in one of the two figures only.
    const [fromMs = 0, toMs = 0] = moments
    const counted = (counter: typeof behindShop) =>
      counter.seen.filter(({ atMs }) => atMs >= fromMs && atMs <= toMs).length / Number(calls.during)
    const isNear = (figure: number | null | undefined, expected: number) =>
      Math.abs(Number(figure) - expected) <= 0.2 * expected
    assert.ok(isNear(ofStock?.requestsPerCall.during, counted(behindShop)), `${counted(behindShop)}`)
    const apiPerCall = Number(ofStock?.requestsPerCall.during) * Number(ofStock?.sentPerRequest.during)
    assert.ok(isNear(apiPerCall, counted(behindStock)), `${apiPerCall} and ${counted(behindStock)}`)
    assert.ok(isNear(ofShop?.multiplied, 2) && isNear(ofStock?.multiplied, 3), JSON.stringify(services))
    const words = traceSentences(spread).join(' ')
    assert.match(
      words,
      /stock failed first; shop followed\. Retries multiplied: stock by [23]\.\d\d, shop by [12]\.\d\d/,
    )
    const texts = [JSON.stringify(result.journal), await htmlOf([], result.journal), markdownOf(result.journal)]
    for (const text of texts) assert.ok(!text.includes(token))
    for (const text of texts.slice(1)) assert.match(text, /stock failed first/)
  })

  it('is refused if the port of the traces is taken', async () => {
    await using open = new AsyncDisposableStack()
    const target = await targets.start('with breaker')
    const port = Number(new URL(await serving(open, () => 200)).port)
    const result = await runAgainst(
      stormAgainst(target, { propagation: { traces: { port } } }),
      target,
      targets.directory,
    )
    assert.match(JSON.stringify(result), /propagation\.traces\.port: \d+ is in use/)
  })
})

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

describe('the propagation by traces', () => {
  const sent = (traceId: string, atMs: number) => ({ traceId, atMs, epochMs: 1_000_000 + atMs })
  const span = (traceId: string, spanId: string, more: Partial<SeenSpan>): SeenSpan => ({
    traceId,
    spanId,
    parentId: null,
    service: 'a',
    isOutgoing: false,
    startMs: 0,
    endMs: 0,
    isFailed: false,
    ...more,
  })
  const times = { startedMs: 0, fromMs: 100, toMs: 200 }
  const wordsOf = (found: TracePropagation) => traceSentences(found).join(' ')

  it('says that the spread is unknown if no span arrived', () => {
    const found = tracePropagation([sent('t1', 10), sent('t2', 150)], [], times)
    assert.equal(wordsOf(found), 'Traces of 0 of 2 calls arrived. How the fault spread is unknown.')
  })

  it('does not blame a service that failed before as well, nor retries that were there before', () => {
    const of = (traceId: string) => [
      span(traceId, '1', { isFailed: true }),
      span(traceId, '2', { parentId: '1', isOutgoing: true }),
      span(traceId, '3', { parentId: '1', isOutgoing: true }),
    ]
    const found = tracePropagation([sent('t1', 10), sent('t2', 150)], [...of('t1'), ...of('t2')], times)
    assert.deepEqual(
      found.services.map(({ place, multiplied }) => [place, multiplied]),
      [[null, 1]],
    )
    assert.match(wordsOf(found), /No service failed more often than before\. No service multiplied its requests\./)
  })

  it('cannot tell a factor without a call before', () => {
    const found = tracePropagation([sent('t2', 150)], [span('t2', '1', { isFailed: true, endMs: 1_000_160 })], times)
    assert.deepEqual(
      found.services.map(({ place, multiplied, firstFailureSeconds }) => [place, multiplied, firstFailureSeconds]),
      [[1, null, 0.06]],
    )
  })
})
