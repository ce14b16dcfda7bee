import { quantile } from 'simple-statistics'
import type { CheckKey } from '../../functions/core/model/check.ts'
import { startListener } from '../../local/oauth/listener.ts'
import { type Stack, startStack } from '../../local/stack.ts'
import { aDeployment, aSecret } from '../support/check.ts'
import { atMost, type BenchRow, noted } from './support/row.ts'
import { benchCheck, benchToken } from './support/subject.ts'

export const name = 'page-latency'

const size = 50
const cadence = '5m'
const barMs = 1_000

/** Measures one batch of checks that die at once and later return, from each verdict to the page that SNS has accepted. */
export async function run(): Promise<readonly BenchRow[]> {
  const api = await startListener((_request, response) =>
    response.writeHead(200, { 'content-type': 'application/json' }).end(body),
  )
  const checks = Array.from({ length: size }, (_, index) =>
    benchCheck(`${api.url}/me`, {
      id: `check-${index}`,
      key: `production/check-${index}`,
      // As many tokens of one provider would be one page.
      provider: `provider-${index}`,
      secret: aSecret({ token: null }, { source: { from: 'secrets-manager', id: 'production/ci' } }),
    }),
  )
  const secrets = new Map([['production/ci', benchToken]])
  const stack = await startStack({ deployment: aDeployment(checks), secrets, scheduled: false })
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

const body = JSON.stringify({
  login: 'ci-bot',
  environment: 'production',
  scope: 'invoices:read',
  expires_at: '2099-01-01T00:00:00Z',
})

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
