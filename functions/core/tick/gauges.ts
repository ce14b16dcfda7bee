import type { Deployment } from '../model/deployment.ts'
import { checkMetrics, dimensionNames, standingValues } from '../model/metric-names.ts'
import type { BatchRecord, Gauge } from '../state/batch-record.ts'
import type { Metric } from './metric.ts'
import type { CheckOutcome } from './outcome.ts'

/** Returns the values of per-check metrics: of all checks if the config enables them, else of checks with their own alarm. */
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

/** Makes the per-check metrics. Seconds to expiry count from `nowMs`, the timestamp of the metrics, not from the verdict. */
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
