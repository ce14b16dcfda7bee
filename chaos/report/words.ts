import { formatMetric } from '../measures/metric.ts'
import type { VerdictReason } from '../verdict.ts'

/** Writes a reason of a verdict as a sentence. */
export function verdictReasonWords(reason: VerdictReason): string {
  if ('because' in reason) return reason.because
  const { metric, limit, value } = reason
  const bounds = [
    ...(limit.min === undefined ? [] : [`at least ${limit.min}`]),
    ...(limit.max === undefined ? [] : [`at most ${limit.max}`]),
  ]
  return `${metric} is ${value === null ? 'not measured' : formatMetric(metric, value)}, expected ${bounds.join(' and ')}`
}
