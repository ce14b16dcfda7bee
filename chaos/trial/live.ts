import { measure } from '../measures/measure.ts'
import type { Limit, MetricName } from '../measures/metric.ts'
import type { RunObservation } from '../measures/observation.ts'
import type { RunPlan } from './run-plan.ts'

/** A metric of a run that goes on, beside its limit. `isKept` is `null` while it is not measured. */
export type LiveFigure = {
  readonly metric: MetricName
  readonly value: number | null
  readonly limit: Limit
  readonly isKept: boolean | null
}

/** Figures of a run while it goes on. Seconds count from the beginning of the phase. */
export type LiveFigures = {
  readonly phase: 'fault' | 'recovery'
  readonly second: number
  readonly seconds: number
  readonly calls: number
  readonly failed: number
  readonly figures: readonly LiveFigure[]
}

/** Metrics that are shown while the fault is on, in this order. Recovery follows after the removal. */
const shown = [
  'success_ratio',
  'amplification.api',
  'amplification.idp',
  'amplification.secrets',
  'time_to_recover',
] as const

/** Measures a run that is not over, with the rules of its end. */
export function liveFigures(
  observation: RunObservation,
  phase: LiveFigures['phase'],
  { contract, phases }: RunPlan,
): LiveFigures {
  const { marks } = observation
  const { metrics, fault, recovery } = measure(observation)
  const { calls, failed } = phase === 'fault' ? fault : recovery
  const sinceMs = phase === 'fault' ? marks.injectedMs : marks.removedMs
  const figures = shown.flatMap((metric): LiveFigure[] => {
    const isOfPhase = phase === 'recovery' || metric !== 'time_to_recover'
    const [value, limit] = [metrics[metric], contract[metric] ?? {}]
    return isOfPhase && (value !== null || contract[metric] !== undefined)
      ? [{ metric, value, limit, isKept: isKeptBy(value, limit) }]
      : []
  })
  const seconds = (phase === 'fault' ? phases.faultMs : phases.recoveryMs) / 1_000
  return { phase, second: (marks.endedMs - sinceMs) / 1_000, seconds, calls, failed, figures }
}

/** A service that has not recovered yet may still do so. */
function isKeptBy(value: number | null, { min, max }: Limit): boolean | null {
  if (value === null || !Number.isFinite(value)) return null
  return value >= (min ?? Number.NEGATIVE_INFINITY) && value <= (max ?? Number.POSITIVE_INFINITY)
}
