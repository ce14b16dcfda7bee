import type { DeliveryResult } from '../alerting/deliver.ts'
import { parseDuration } from '../model/duration.ts'
import {
  cadenceMetrics,
  deploymentMetrics,
  environmentMetrics,
  heartbeatMetric,
  providerMetrics,
} from '../model/metric-names.ts'
import type { BatchRecord, Counts, TickRecord } from '../state/batch-record.ts'
import { blockingMetrics } from './blocking.ts'
import { gaugeMetrics } from './gauges.ts'
import { type Metric, unlessZero } from './metric.ts'
import { pagingMetrics } from './paging-metrics.ts'

/** Returns true if every check of the tick was judged and saved, and no message of its batches is pending. */
export function isComplete(tick: TickRecord, records: readonly BatchRecord[]): boolean {
  const done = recordsOf(tick, records)
  const judged = done.reduce((total, record) => total + record.judged, 0)
  return done.length === tick.batches && done.every(isWhole) && judged === tick.checks
}

function isWhole({ notRun, pending, unsaved }: BatchRecord): boolean {
  return notRun === 0 && pending.length === 0 && unsaved === 0
}

/** Returns true if the tick is closed much later than the next was due: it was closed before, and no other was opened since. The scheduler may be a minute late. */
function isStale({ cadence, tick }: TickRecord, nowMs: number): boolean {
  return nowMs - tick > 1_500 * (parseDuration(cadence) ?? 0) + 60_000
}

/** Pages that the closing tick delivered late. */
type Late = Pick<DeliveryResult, 'sent' | 'waitsMs'>

/** Makes the metrics of one finished tick from its batch records. A batch without a record counts as not run. */
export function metricsOf(
  tick: TickRecord,
  records: readonly BatchRecord[],
  { stillPending, late, nowMs }: { readonly stillPending: number; readonly late: Late; readonly nowMs: number },
): readonly Metric[] {
  const done = recordsOf(tick, records)
  const sum = (of: (record: BatchRecord) => number) => done.reduce((total, record) => total + of(record), 0)
  const judged = sum((record) => record.judged)
  const latencies = done.flatMap((record) => record.latenciesMs)
  return [
    ...environmentsOf(done),
    ...providersOf(done),
    ...blockingMetrics(done),
    ...gaugeMetrics(done, nowMs),
    ...(latencies.length > 0
      ? [{ name: deploymentMetrics.latency, dimensions: {}, unit: 'Milliseconds', values: latencies } as const]
      : []),
    ...unlessZero(deploymentMetrics.notRun, Math.max(0, tick.checks - judged)),
    ...pagingMetrics(done, late),
    ...unlessZero(deploymentMetrics.pagesPending, stillPending),
    ...unlessZero(
      cadenceMetrics.secretReadFailures,
      sum((record) => record.secretReadFailures),
      { Cadence: tick.cadence },
    ),
    ...unlessZero(deploymentMetrics.subscriptionsPending, tick.subscriptions?.pending ?? 0),
    ...(isComplete(tick, records) && stillPending === 0 && !isStale(tick, nowMs)
      ? [{ name: heartbeatMetric, dimensions: { Cadence: tick.cadence }, unit: 'Count', values: [1] } as const]
      : []),
  ]
}

/** Records of another tick are evidence of nothing here. */
function recordsOf(tick: TickRecord, records: readonly BatchRecord[]): readonly BatchRecord[] {
  return records.filter((record) => record.tick === tick.tick && record.batch < tick.batches)
}

const countNames: readonly (readonly [keyof Counts, string])[] = [
  ['checks', environmentMetrics.checks],
  ['valid', environmentMetrics.valid],
  ['invalid', environmentMetrics.invalid],
  ['unknown', environmentMetrics.unknown],
  ['misconfigured', environmentMetrics.misconfigured],
  ['expiring', environmentMetrics.expiring],
]

function environmentsOf(records: readonly BatchRecord[]): readonly Metric[] {
  const names = new Set(records.flatMap((record) => Object.keys(record.environments)))
  return [...names].flatMap((environment) =>
    countNames.flatMap(([count, name]) => {
      const value = records.reduce((total, record) => total + (record.environments[environment]?.[count] ?? 0), 0)
      return unlessZero(name, value, { Environment: environment })
    }),
  )
}

function providersOf(records: readonly BatchRecord[]): readonly Metric[] {
  const names = new Set(records.flatMap((record) => Object.keys(record.providers)))
  return [...names].flatMap((provider) =>
    (['invalid', 'unknown'] as const).flatMap((count) => {
      const value = records.reduce((total, record) => total + (record.providers[provider]?.[count] ?? 0), 0)
      return unlessZero(providerMetrics[count], value, { Provider: provider })
    }),
  )
}
