import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import { createInterface } from 'node:readline'
import { after, before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { htmlOf } from '../../chaos/report/html.ts'
import { markdownOf } from '../../chaos/report/markdown.ts'
import { traceSentences } from '../../chaos/report/trace-words.ts'
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
    const status = statusOf(asked)
    const body = status < 400 ? '{"orders":[]}' : '{"error":"invalid_token"}'
    response.writeHead(status, { 'content-type': 'application/json' }).end(body)
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
