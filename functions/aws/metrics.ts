import { type CloudWatchClient, type MetricDatum, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch'
import { dimensionNames, metricNamespace } from '../core/model/metric-names.ts'
import type { Metric } from '../core/tick/metric.ts'

/** Distinct values in one datum (docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDatum.html). */
const valuesPerDatum = 150

/** Data in one request. */
const dataPerRequest = 1_000

/** Sends the metrics of a tick with one PutMetricData for each 1,000 data. Every metric carries the name of its deployment. */
export function openMetrics(client: CloudWatchClient, deployment: string) {
  return async (metrics: readonly Metric[], atMs: number): Promise<void> => {
    const data = metrics.flatMap((metric) =>
      dataOf(
        { ...metric, dimensions: { [dimensionNames.deployment]: deployment, ...metric.dimensions } },
        new Date(atMs),
      ),
    )
    for (let start = 0; start < data.length; start += dataPerRequest) {
      const some = data.slice(start, start + dataPerRequest)
      await client.send(new PutMetricDataCommand({ Namespace: metricNamespace, MetricData: some }))
    }
  }
}

/** Sends equal values once with a count. Drops values that are not finite: CloudWatch would refuse the whole request. */
function dataOf({ name, dimensions, unit, values }: Metric, at: Date): readonly MetricDatum[] {
  const counts = new Map<number, number>()
  for (const value of values.filter(Number.isFinite)) counts.set(value, (counts.get(value) ?? 0) + 1)
  const distinct = [...counts]
  const shared = {
    MetricName: name,
    Unit: unit,
    Timestamp: at,
    Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
  }
  const data: MetricDatum[] = []
  for (let start = 0; start < distinct.length; start += valuesPerDatum) {
    const some = distinct.slice(start, start + valuesPerDatum)
    data.push({ ...shared, Values: some.map(([value]) => value), Counts: some.map(([, count]) => count) })
  }
  return data
}
