import { setTimeout as wait } from 'node:timers/promises'
import { quantile } from 'simple-statistics'
import type { CheckKey } from '../../functions/core/model/check.ts'
import { startListener } from '../../local/oauth/listener.ts'
import { type Stack, startStack } from '../../local/stack.ts'
import { aDeployment, aSecret } from '../support/check.ts'
import { atMost, type BenchRow, missing, noted } from './support/row.ts'
import { benchCheck, benchToken } from './support/subject.ts'

export const name = 'page-latency'

const size = 50
const cadence = '5m'
const barMs = 1_000

/** Milliseconds after which a slow API answers. */
const slowAnswerMs = 1_500

/** Bar for a death among slow answers: what its provider's other credentials say may be waited for, for so long. */
const amongSlowBarMs = 2_000

export async function run(): Promise<readonly BenchRow[]> {
  return [...(await ofManyProviders()), await amongSlowAnswers()]
}

/** Measures one batch of checks that die at once and later return, from each verdict to the page that SNS has accepted. */
async function ofManyProviders(): Promise<readonly BenchRow[]> {
  const api = await startListener(({ url = '' }, response) =>
    response.writeHead(200, { 'content-type': 'application/json' }).end(bodyOf(url)),
  )
  // As many tokens of one provider, secret or identity would be one page.
  const stack = await startBatch((index) => ({ provider: `provider-${index}`, url: `${api.url}/${index}` }))
  try {
    await stack.tick(cadence)
    api.failWith(401, '{"error":"invalid_token"}')
    const opened = await pageLatenciesMs(stack)
    api.recover()
    // An end is published with the second good verdict; this is the first of two good ones.
    await stack.tick(cadence)
    const resolved = await pageLatenciesMs(stack)
    const all = [...opened, ...resolved]
    return [
      noted(`verdict to page, ${all.length} of ${2 * size} pages, p50`, quantile(all, 0.5), 'ms'),
      noted('the first pages, which load the SNS client', Math.max(...opened.slice(0, 8)), 'ms'),
      atMost('verdict to page, p99', quantile(all, 0.99), barMs, 'ms'),
    ]
  } finally {
    await stack.close()
    await api.close()
  }
}

/** Measures the page about one token that dies among those of its provider that are good and answer slowly. */
async function amongSlowAnswers(): Promise<BenchRow> {
  const what = `a death among ${size - 1} slow answers of one provider, proof to page`
  let isDead = false
  const api = await startListener(async ({ url = '' }, response) => {
    if (url === '/0' && isDead) return response.writeHead(401).end('{"error":"invalid_token"}')
    if (url !== '/0') await wait(slowAnswerMs)
    return response.writeHead(200, { 'content-type': 'application/json' }).end(bodyOf(url))
  })
  const stack = await startBatch((index) => ({ provider: 'one', url: `${api.url}/${index}` }))
  try {
    await stack.tick(cadence)
    isDead = true
    const [latencyMs, ...more] = await pageLatenciesMs(stack)
    if (latencyMs === undefined || more.length > 0) return missing(what, 'not one page')
    return atMost(what, latencyMs, amongSlowBarMs, 'ms')
  } finally {
    await stack.close()
    await api.close()
  }
}

/** Each token is somebody else's. */
const expect = {
  identity: null,
  environment: null,
  scopes: { require: ['invoices:read'], forbid: [] },
  assert: ["environment == 'production'"],
  slowAfterMs: null,
}

type Watched = { readonly provider: string; readonly url: string }

function startBatch(watchedAt: (index: number) => Watched): Promise<Stack> {
  const secretId = (index: number) => `production/ci-${index}`
  const checks = Array.from({ length: size }, (_, index) => {
    const { provider, url } = watchedAt(index)
    const secret = aSecret({ token: null }, { source: { from: 'secrets-manager', id: secretId(index) } })
    return benchCheck(url, { id: `check-${index}`, key: `production/check-${index}`, provider, secret, expect })
  })
  const secrets = new Map(checks.map((_, index) => [secretId(index), benchToken]))
  return startStack({ deployment: aDeployment(checks), secrets, scheduled: false })
}

const bodyOf = (login: string): string =>
  JSON.stringify({ login, environment: 'production', scope: 'invoices:read', expires_at: '2099-01-01T00:00:00Z' })

/** Reads the function's own log: the last reading of a check is printed with the verdict, its page after SNS has answered. */
async function pageLatenciesMs(stack: Stack): Promise<readonly number[]> {
  const judgedAt = new Map<CheckKey, number>()
  const latencies: number[] = []
  const stop = stack.logbook.onEvent((event) => {
    if (event.event === 'reading') judgedAt.set(event.check, Date.parse(event.at))
    if (event.event !== 'page' || !event.accepted) return
    latencies.push(Date.parse(event.at) - (judgedAt.get(event.check) ?? Number.NaN))
  })
  await stack.tick(cadence)
  stop()
  return latencies
}
