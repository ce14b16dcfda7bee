import type { BatchRecord, Blocking } from './batch-record.ts'
import { isRefused } from './gate/refused.ts'
import { blockingMetric, dimensionNames } from './metric-names.ts'
import type { Metric } from './metrics.ts'
import type { Outcome } from './summarize.ts'

/** Counts what the gate would refuse, for each of the services and each environment that a judged check of it is in. */
export function blockingOf(outcomes: readonly Outcome[], services: readonly string[]): readonly Blocking[] {
  return [...new Set(services)].flatMap((service) => {
    const using = outcomes.filter(({ check }) => check.usedBy.includes(service))
    return [...Map.groupBy(using, ({ check }) => check.environment)].map(([environment, members]) => ({
      service,
      environment,
      refused: members.filter(({ check, verdict }) => check.gate === 'blocking' && isRefused(verdict)).length,
    }))
  })
}

/** One metric for each service and environment that the records know of. */
export function blockingMetrics(records: readonly BatchRecord[]): readonly Metric[] {
  const counted = records.flatMap(({ blocking }) => blocking)
  const together = Map.groupBy(counted, ({ service, environment }) => `${environment} ${service}`)
  return [...together.values()].flatMap(([first, ...others]): Metric[] => {
    if (first === undefined) return []
    const dimensions = {
      [dimensionNames.service]: first.service,
      [dimensionNames.environment]: first.environment,
    }
    const refused = others.reduce((sum, other) => sum + other.refused, first.refused)
    return [{ name: blockingMetric, dimensions, unit: 'Count', values: [refused] }]
  })
}
