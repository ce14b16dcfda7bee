import { formatMetric, type MetricName } from '../measures/metric.ts'
import type { RunJudgement, VerdictReason } from '../verdict.ts'

/** Names of metrics in the table, shortened to fit a cell. */
const shortNames: Readonly<Partial<Record<MetricName, string>>> = {
  'amplification.api': 'A_api',
  'amplification.idp': 'A_idp',
  'amplification.secrets': 'A_sm',
  success_ratio: 'success',
  untyped_errors: 'untyped',
  early_retries: 'early',
  leaked_secrets: 'leaked',
  accepted_mutants: 'mutants',
  duplicate_side_effects: 'duplicates',
  diagnosis_correct: 'diagnosis',
  alerts_lost: 'alerts lost',
  time_to_recover: 'recovery',
}

/** Writes a trial in a few words: the verdict and its worst reason. */
export function cellOf({ verdict, reasons }: RunJudgement): string {
  const [worst] = reasons.toSorted((a, b) => excessOf(b) - excessOf(a))
  return worst === undefined || !('metric' in worst) ? verdict : `${verdict}, ${spell(worst)}`
}

function spell({ metric, value }: Extract<VerdictReason, { readonly metric: MetricName }>): string {
  const name = shortNames[metric] ?? metric
  if (metric === 'diagnosis_correct') return 'wrong diagnosis'
  return value === null ? name : `${name} ${formatMetric(metric, value)}`
}

/** Measures how far a limit was exceeded, so that the table shows the worst reason and not the first. */
function excessOf(reason: VerdictReason): number {
  if (!('metric' in reason) || reason.value === null) return 0
  const { limit, value } = reason
  if (limit.max !== undefined) return value / Math.max(1, limit.max)
  return limit.min === undefined ? 0 : limit.min - value
}
