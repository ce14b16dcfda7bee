/** Everything that an experiment measures and a contract may limit; seconds and ratios, never whole minutes. */
export const metricNames = [
  'amplification.api',
  'amplification.idp',
  'amplification.secrets',
  'success_ratio',
  'untyped_errors',
  'early_retries',
  'peak_ratio',
  'time_to_detect',
  'time_to_alert',
  'time_to_mitigate',
  'time_to_recover',
  'accepted_mutants',
  'accepted_after_revocation',
  'fail_open',
  'leaked_secrets',
  'duplicate_side_effects',
  'alerts_lost',
  'diagnosis_correct',
] as const
export type MetricName = (typeof metricNames)[number]

/** Null where the run could not measure it, which is not the same as 0. */
export type Metrics = Readonly<Record<MetricName, number | null>>

/** A bound; both ends belong to it. */
export type Limit = { readonly min?: number; readonly max?: number }

/** What a good client holds to. */
export type Contract = Readonly<Partial<Record<MetricName, Limit>>>

/** Whatever exceeds 0 here is a hole in security, not a weakness; no contract can allow it. */
export const securityMetrics = ['accepted_mutants', 'fail_open', 'leaked_secrets'] as const satisfies MetricName[]

/** How a metric is written: `2.01`, `0.4 s`. */
export function formatMetric(name: MetricName, value: number): string {
  if (!Number.isFinite(value)) return 'never'
  const isSeconds = name.startsWith('time_') || name === 'accepted_after_revocation'
  const digits = Number.isInteger(value) ? 0 : 2
  return `${value.toFixed(digits)}${isSeconds ? ' s' : ''}`
}
