import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { openMetrics } from '../../functions/aws/metrics.ts'
import type { Metric } from '../../functions/core/tick/metric.ts'
import { type CloudWatch, startCloudWatch } from '../../local/aws/cloudwatch.ts'
import { cloudWatchClient } from '../local/aws/clients.ts'

let cloudwatch: CloudWatch
let publish: ReturnType<typeof openMetrics>
beforeEach(async () => {
  cloudwatch = await startCloudWatch()
  publish = openMetrics(cloudWatchClient(cloudwatch.url), 'acme')
})
afterEach(() => cloudwatch.close())

const nowMs = Math.floor(Date.now() / 1_000) * 1_000
const latency = (values: readonly number[]): Metric => ({
  name: 'Latency',
  dimensions: {},
  unit: 'Milliseconds',
  values,
})
const checks: Metric = { name: 'Checks', dimensions: { Environment: 'production' }, unit: 'Count', values: [3] }

describe('the metrics of a tick', () => {
  it('are sent in one request, with their dimensions and their time', async () => {
    await publish([checks, latency([42])], nowMs)
    assert.equal(cloudwatch.calls.length, 1)
    assert.deepEqual(
      cloudwatch.data.map(({ name, dimensions, unit, at }) => [name, dimensions, unit, at]),
      [
        ['Checks', { Deployment: 'acme', Environment: 'production' }, 'Count', nowMs],
        ['Latency', { Deployment: 'acme' }, 'Milliseconds', nowMs],
      ],
    )
  })

  it('send equal values once, with their count', async () => {
    await publish([latency([42, 7, 42, 42])], nowMs)
    assert.deepEqual(sent(), [
      [
        [42, 7],
        [3, 1],
      ],
    ])
  })

  it('send at most 150 values at a time', async () => {
    await publish([latency(Array.from({ length: 301 }, (_, index) => index))], nowMs)
    assert.deepEqual(
      sent().map(([values]) => values.length),
      [150, 150, 1],
    )
    assert.equal(cloudwatch.calls.length, 1)
  })

  it('leave out values that are not numbers, which would make CloudWatch refuse the request', async () => {
    await publish([latency([Number.NaN, 42, Number.POSITIVE_INFINITY]), checks, latency([Number.NaN])], nowMs)
    assert.deepEqual(sent(), [
      [[42], [1]],
      [[3], [1]],
    ])
  })

  it('are sent at most a thousand at a time', async () => {
    await publish(
      Array.from({ length: 1_001 }, () => checks),
      nowMs,
    )
    assert.equal(cloudwatch.calls.length, 2)
  })

  it('are an error if CloudWatch does not accept them', async () => {
    cloudwatch.inject({ operation: 'PutMetricData', times: 1, fault: { error: 'InternalServiceFault', status: 500 } })
    await assert.rejects(publish([checks], nowMs))
  })
})

/** Values and counts of what was sent. */
function sent(): (readonly [readonly number[], readonly number[]])[] {
  return cloudwatch.data.map(({ values = [], counts = [] }) => [values, counts] as const)
}
