import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { oauthIntrospection, secret } from '../../functions/config.ts'
import type { Datum } from '../../local/aws/metric-data.ts'
import type { Stack } from '../../local/stack.ts'
import { freePort } from '../support/free-port.ts'
import {
  aWatch,
  bot,
  deploymentOf,
  hookLimit,
  keepOpen,
  loopback,
  newestValues,
  type Product,
  stackCadence,
  startProduct,
  startWatching,
} from '../support/stack.ts'

describe('the metrics of a tick', { timeout: 60_000 }, () => {
  let product: Product
  let stack: Stack
  /** The data that each tick sent, by tick. */
  const data: Datum[][] = []
  const opened = keepOpen()
  before(async () => {
    product = opened(await startProduct())
    const secrets = {
      'production/orders': await product.mint(),
      'staging/orders': 'made-up-token',
      'production/search': await product.mint(),
      'production/issuer': await product.mint({ ttlSeconds: 1_200 }),
      'production/introspector': JSON.stringify({ id: bot.clientId, secret: bot.clientSecret }),
    }
    stack = opened(await startWatching(await deployment(), secrets))
    for (let ticks = 0; ticks < 3; ticks += 1) data.push(await tick())
  }, hookLimit)

  async function deployment() {
    const url = `${product.api.url}/me`
    const checks = [
      aWatch('orders', url, { environment: 'production' }),
      aWatch('orders', url, {
        environment: 'staging',
        secret: secret('staging/orders'),
        usedBy: ['shop'],
        urgency: 'now',
      }),
      aWatch('search', `http://127.0.0.1:${await freePort()}`, { environment: 'production' }),
      aWatch('missing', url, { environment: 'production', usedBy: ['shop'], perCheckAlarm: true }),
      oauthIntrospection({
        id: 'issuer',
        environment: 'production',
        secret: secret('production/issuer'),
        introspectionUrl: product.oauth.introspectionUrl,
        client: secret('production/introspector', { clientId: 'id', clientSecret: 'secret' }),
        allowPrivate: loopback,
        warn: '30m',
        critical: '1m',
        impact: 'Nobody can order',
      }),
    ]
    return deploymentOf(checks, { environments: { production: {}, staging: {} }, blocking: ['shop'] })
  }

  const requests = () => stack.aws.cloudwatch.calls.filter(({ operation }) => operation === 'PutMetricData').length

  async function tick(): Promise<Datum[]> {
    const before = stack.aws.cloudwatch.data.length
    await stack.tick(stackCadence)
    return stack.aws.cloudwatch.data.slice(before)
  }

  it('are sent in one request for each tick that follows another', () => {
    assert.deepEqual([data[0]?.length, requests()], [0, 2])
  })

  it('have exactly the documented names and dimensions', () => {
    const counted = data[1]?.filter(({ unit }) => unit !== 'Milliseconds').map(spell)
    assert.deepEqual(counted?.toSorted(), [
      'Blocking{Service=shop,Environment=production} 1 Count',
      'Blocking{Service=shop,Environment=staging} 1 Count',
      'Checks{Environment=production} 4 Count',
      'Checks{Environment=staging} 1 Count',
      'Expiring{Environment=production} 1 Count',
      'Heartbeat{Cadence=5m} 1 Count',
      'Invalid{Environment=staging} 1 Count',
      'Invalid{Provider=http} 1 Count',
      'Misconfigured{Environment=production} 1 Count',
      'PagesSent{} 1 Count',
      'SecretReadFailures{Cadence=5m} 1 Count',
      'Standing{Check=production/missing} 2 None',
      'Unknown{Environment=production} 1 Count',
      'Unknown{Provider=http} 1 Count',
      'Valid{Environment=production} 2 Count',
    ])
    assert.deepEqual([...new Set(data.flat().map(({ namespace }) => namespace))], ['Tokenwatch'])
  })

  it('have a latency in milliseconds for each check that was answered', () => {
    const latencies = data[1]?.filter(({ name }) => name === 'Latency') ?? []
    const [{ counts = [], unit, dimensions } = {}] = latencies
    assert.deepEqual([latencies.length, unit, dimensions], [1, 'Milliseconds', { Deployment: 'acme' }])
    assert.equal(
      counts.reduce((sum, count) => sum + count, 0),
      3,
    )
  })

  /** Absent in a tick without a page. */
  const spans: readonly string[] = ['PageLatency', 'TimeToPage']

  it('have the latency of each page, from its verdict and from the first bad reading', () => {
    const [latency, time] = spans.map((wanted) => data[1]?.find(({ name }) => name === wanted))
    assert.deepEqual([latency?.values?.length, time?.values?.length], [1, 1])
    // The pause before a bad answer is confirmed is between the two.
    assert.ok(Number(time?.values?.[0]) > Number(latency?.values?.[0]))
    assert.deepEqual(
      data[2]?.filter(({ name }) => spans.includes(name)),
      [],
    )
  })

  it('count a page in the tick that sent it only', () => {
    const pages = data.map((sent) => sent.filter(({ name }) => name === 'PagesSent').map(spell))
    assert.deepEqual(pages, [[], ['PagesSent{} 1 Count'], []])
  })

  it('are sent even if DynamoDB and CloudWatch throttle once', async () => {
    const { dynamodb, cloudwatch } = stack.aws
    const throttled = { error: 'ProvisionedThroughputExceededException' }
    for (const operation of ['GetItem', 'BatchGetItem', 'Query', 'PutItem'])
      dynamodb.inject({ operation, times: 1, fault: throttled })
    cloudwatch.inject({ operation: 'PutMetricData', times: 1, fault: { error: 'ThrottlingException' } })
    // A secret that is missing pages with the third tick, which is measured.
    const names = (sent: readonly Datum[]) =>
      sent
        .map(({ name }) => name)
        .filter((name) => !spans.includes(name) && name !== 'PagesSent')
        .toSorted()
    assert.deepEqual(names(await tick()), names(data[2] ?? []))
    assert.deepEqual(
      stack.logbook.events.filter(({ event }) => event === 'fault'),
      [],
    )
  })

  it('are missing while CloudWatch is down, and the checks go on', async () => {
    stack.aws.cloudwatch.inject({
      operation: 'PutMetricData',
      times: 3,
      fault: { error: 'InternalFailure', status: 500 },
    })
    const judged = () => stack.logbook.events.filter(({ event }) => event === 'batch').length
    const before = judged()
    assert.deepEqual(await tick(), [])
    assert.equal(judged(), before + 1)
    const ticked = stack.logbook.events.filter((event) => event.event === 'tick').at(-1)
    assert.equal(ticked?.heartbeat, false)
    assert.deepEqual(
      [(await tick()).length > 0, newestValues(stack, 'Heartbeat', { Cadence: stackCadence })],
      [true, [1]],
    )
  })
})

function spell({ name, dimensions, values = [], unit }: Datum): string {
  const { Deployment: deployment, ...others } = dimensions
  assert.equal(deployment, 'acme')
  const spelled = Object.entries(others).map(([dimension, value]) => `${dimension}=${value}`)
  return `${name}{${spelled}} ${values} ${unit}`
}
