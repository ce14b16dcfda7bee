import type { DeliveryResult } from '../alerting/deliver.ts'
import { deploymentMetrics } from '../model/metric-names.ts'
import type { BatchRecord } from '../state/batch-record.ts'
import { type Metric, unlessZero } from './metric.ts'

/** Makes the paging metrics of one tick: of the pages that its batches sent, and of those that the next tick delivered late. */
export function pagingMetrics(
  records: readonly BatchRecord[],
  late: Pick<DeliveryResult, 'sent' | 'waitsMs'>,
): readonly Metric[] {
  const sum = (of: (record: BatchRecord) => number) => records.reduce((total, record) => total + of(record), 0)
  const waitsMs = [...records.flatMap(({ pageWaitsMs }) => pageWaitsMs), ...late.waitsMs]
  return [
    ...unlessZero(deploymentMetrics.pagesSent, sum(({ pagesSent }) => pagesSent) + late.sent),
    ...unlessZero(
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

/** Makes no metric if nothing was measured. */
const spans = (name: string, values: readonly number[]): readonly Metric[] =>
  values.length === 0 ? [] : [{ name, dimensions: {}, unit: 'Milliseconds', values }]
