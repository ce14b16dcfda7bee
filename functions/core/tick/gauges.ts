import type { Deployment } from '../model/deployment.ts'
import { checkMetrics, dimensionNames, standingValues } from '../model/metric-names.ts'
import type { BatchRecord, Gauge } from '../state/batch-record.ts'
import type { Metric } from './metric.ts'
import type { CheckOutcome } from './outcome.ts'

/** What the metrics of single checks show: of all where the config asks for them, else of those with an alarm of their own. */
export function gaugesOf(
  outcomes: readonly CheckOutcome[],
  { perCheckMetrics }: Pick<Deployment, 'perCheckMetrics'>,
): readonly Gauge[] {
  return outcomes
    .filter(({ check }) => perCheckMetrics || check.perCheckAlarm)
    .map(({ check, verdict: { standing, evidence } }) => ({
      check: check.key,
      standing,
      expiresAt: typeof evidence.expiry?.at === 'number' ? evidence.expiry.at : null,
      latencyMs: evidence.latencyMs,
    }))
}

/** Expiry is counted from the instant that the metrics are sent with, not from the judgement. */
export function gaugeMetrics(records: readonly BatchRecord[], nowMs: number): readonly Metric[] {
  return records.flatMap(({ gauges }) => gauges).flatMap((gauge) => metricsFrom(gauge, nowMs))
}

function metricsFrom({ check, standing, expiresAt, latencyMs }: Gauge, nowMs: number): readonly Metric[] {
  const metric = (name: string, unit: Metric['unit'], value: number | null): Metric[] =>
    value === null ? [] : [{ name, dimensions: { [dimensionNames.check]: check }, unit, values: [value] }]
  const secondsLeft = expiresAt === null ? null : Math.max(0, expiresAt - Math.floor(nowMs / 1_000))
  return [
    ...metric(checkMetrics.standing, 'None', standingValues[standing]),
    ...metric(checkMetrics.secondsToExpiry, 'Seconds', secondsLeft),
    ...metric(checkMetrics.latency, 'Milliseconds', latencyMs),
  ]
}
