import { blockingMetric, dimensionNames } from '../model/metric-names.ts'
import { isRefused } from '../model/verdict.ts'
import type { BatchRecord, Blocking } from '../state/batch-record.ts'
import type { Metric } from './metric.ts'
import type { CheckOutcome } from './outcome.ts'

/** Counts the checks that the gate would refuse, by service and by environment. */
export function blockingOf(outcomes: readonly CheckOutcome[], services: readonly string[]): readonly Blocking[] {
  return [...new Set(services)].flatMap((service) => {
    const using = outcomes.filter(({ check }) => check.usedBy.includes(service))
    return [...Map.groupBy(using, ({ check }) => check.environment)].map(([environment, members]) => ({
      service,
      environment,
      refused: members.filter(({ check, verdict }) => check.gate === 'blocking' && isRefused(verdict)).length,
    }))
  })
}

/** Makes one metric for each service and environment in the records. */
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
