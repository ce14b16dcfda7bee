import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import {
  type CloudWatchClient,
  GetMetricStatisticsCommand,
  type MetricDatum,
  PutMetricDataCommand,
} from '@aws-sdk/client-cloudwatch'
import { type CloudWatch, startCloudWatch } from '../../../local/aws/cloudwatch.ts'
import { cloudWatchClient } from './clients.ts'

let lab: CloudWatch
let client: CloudWatchClient

before(async () => {
  lab = await startCloudWatch()
  client = cloudWatchClient(lab.url)
})
after(() => lab.close())

const hourMs = 60 * 60 * 1_000
const put = (MetricData: MetricDatum[], Namespace = 'Tokenwatch') =>
  client.send(new PutMetricDataCommand({ Namespace, MetricData }))
const named = (length: number) => Array.from({ length }, (_, index) => ({ Name: `d${index}`, Value: 'x' }))

test('a metric is kept with its dimensions, and the newest point is the latest', async () => {
  const heard: number[] = []
  const stop = lab.onData(({ value }) => heard.push(value ?? 0))
  const Dimensions = [{ Name: 'Environment', Value: 'production' }]
  await put([{ MetricName: 'Invalid', Value: 1, Unit: 'Count', Dimensions }])
  await put([{ MetricName: 'Invalid', Value: 0, Unit: 'Count', Dimensions }])
  await put([{ MetricName: 'Invalid', Value: 7 }])
  stop()
  assert.deepEqual(heard, [1, 0, 7])
  assert.equal(lab.latest('Invalid', { Environment: 'production' })?.value, 0)
  assert.equal(lab.latest('Invalid')?.value, 7)
  assert.equal(lab.latest('Invalid', { Environment: 'staging' }), undefined)
})

test('a compressed request is read', async () => {
  const MetricData = Array.from({ length: 900 }, (_, index) => ({
    MetricName: 'Standing',
    Value: index,
    Dimensions: [{ Name: 'Check', Value: `production/check-${index}` }],
  }))
  await put(MetricData)
  assert.equal(lab.latest('Standing', { Check: 'production/check-899' })?.value, 899)
})

for (const [what, data] of Object.entries<MetricDatum[]>({
  NaN: [{ MetricName: 'a', Value: Number.NaN }],
  infinity: [{ MetricName: 'a', Value: Number.POSITIVE_INFINITY }],
  'a value beyond 2^360': [{ MetricName: 'a', Value: 2 ** 361 }],
  'no value': [{ MetricName: 'a' }],
  'a value and values': [{ MetricName: 'a', Value: 1, Values: [1] }],
  'more than 150 values': [{ MetricName: 'a', Values: Array.from({ length: 151 }, (_, index) => index) }],
  'counts that do not match the values': [{ MetricName: 'a', Values: [1, 2], Counts: [1] }],
  'more than 1000 metrics': Array.from({ length: 1_001 }, () => ({ MetricName: 'a', Value: 1 })),
  'no metric': [],
  'more than 30 dimensions': [{ MetricName: 'a', Value: 1, Dimensions: named(31) }],
  'an empty dimension value': [{ MetricName: 'a', Value: 1, Dimensions: [{ Name: 'Environment', Value: '' }] }],
  'a blank dimension value': [{ MetricName: 'a', Value: 1, Dimensions: [{ Name: 'Environment', Value: ' ' }] }],
  'a dimension value that is not ASCII': [{ MetricName: 'a', Value: 1, Dimensions: [{ Name: 'Team', Value: 'ü' }] }],
  // A boundary: the SDK's types refuse what AWS refuses.
  'an unknown unit': [{ MetricName: 'a', Value: 1, Unit: 'Tokens' as 'Count' }],
  'a timestamp older than two weeks': [
    { MetricName: 'a', Value: 1, Timestamp: new Date(Date.now() - 14 * 24 * hourMs - 60_000) },
  ],
  'a timestamp more than two hours ahead': [
    { MetricName: 'a', Value: 1, Timestamp: new Date(Date.now() + 2 * hourMs + 60_000) },
  ],
})) {
  test(`${what} is refused, with everything else in the request`, async () => {
    const before = lab.data.length
    await assert.rejects(put([...data, ...(data.length === 0 ? [] : [{ MetricName: 'good', Value: 1 }])]), {
      name: /InvalidParameterValue/,
    })
    assert.equal(lab.data.length, before)
  })
}

test('the namespace of AWS is refused', async () => {
  await assert.rejects(put([{ MetricName: 'a', Value: 1 }], 'AWS/Lambda'), { name: /InvalidParameterValue/ })
})

test('values at the limits are accepted', async () => {
  await put([
    {
      MetricName: 'edge',
      Value: 1,
      Dimensions: named(30),
      Timestamp: new Date(Date.now() - 14 * 24 * hourMs + 60_000),
    },
    { MetricName: 'edge', Value: -(2 ** 360), Timestamp: new Date(Date.now() + 2 * hourMs - 60_000) },
    { MetricName: 'edge', Values: Array.from({ length: 150 }, (_, index) => index) },
  ])
})

test('statistics are computed over values, distributions and summaries', async () => {
  await put([
    { MetricName: 'Latency', Value: 10, Unit: 'Milliseconds' },
    { MetricName: 'Latency', Values: [20, 30], Counts: [2, 1], Unit: 'Milliseconds' },
    {
      MetricName: 'Latency',
      StatisticValues: { SampleCount: 2, Sum: 10, Minimum: 4, Maximum: 6 },
      Unit: 'Milliseconds',
    },
  ])
  const { Datapoints } = await client.send(
    new GetMetricStatisticsCommand({
      Namespace: 'Tokenwatch',
      MetricName: 'Latency',
      StartTime: new Date(Date.now() - hourMs),
      EndTime: new Date(Date.now() + hourMs),
      Period: 100 * 365 * 24 * 60 * 60,
      Statistics: ['SampleCount', 'Sum', 'Average', 'Minimum', 'Maximum'],
    }),
  )
  const [point] = Datapoints ?? []
  assert.equal(Datapoints?.length, 1)
  assert.deepEqual([point?.SampleCount, point?.Sum, point?.Average, point?.Minimum, point?.Maximum], [6, 90, 15, 4, 30])
})
