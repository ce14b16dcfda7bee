import type { DeliveryResult } from '../alerting/deliver.ts'
import { deploymentMetrics } from '../model/metric-names.ts'
import type { BatchRecord } from '../state/batch-record.ts'
import type { Metric } from './metric.ts'

/** How people were told in one tick: by its batches, and by the tick after it, which pays what they could not. */
export function pagingMetrics(
  records: readonly BatchRecord[],
  late: Pick<DeliveryResult, 'sent' | 'waitsMs'>,
): readonly Metric[] {
  const sum = (of: (record: BatchRecord) => number) => records.reduce((total, record) => total + of(record), 0)
  const waitsMs = [...records.flatMap(({ pageWaitsMs }) => pageWaitsMs), ...late.waitsMs]
  return [
    count(deploymentMetrics.pagesSent, sum(({ pagesSent }) => pagesSent) + late.sent),
    count(
      deploymentMetrics.pagesDeduplicated,
      sum(({ deduplicated }) => deduplicated),
    ),
    ...spans(deploymentMetrics.pageLatency, waitsMs),
    ...spans(
      deploymentMetrics.timeToPage,
      records.flatMap(({ timesToPageMs }) => timesToPageMs),
    ),
  ]
}

const count = (name: string, value: number): Metric => ({ name, dimensions: {}, unit: 'Count', values: [value] })

/** None where nothing was measured. */
const spans = (name: string, values: readonly number[]): readonly Metric[] =>
  values.length === 0 ? [] : [{ name, dimensions: {}, unit: 'Milliseconds', values }]
