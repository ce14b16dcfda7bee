/** All metrics that an experiment measures and a contract may limit. Times are in seconds. */
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

/** Values of all metrics. `null` means not measured, which is not the same as 0. */
export type Metrics = Readonly<Record<MetricName, number | null>>

/** Allowed range of a metric, both ends included. */
export type Limit = { readonly min?: number; readonly max?: number }

/** Limits that a good client stays within. */
export interface Contract extends Readonly<Partial<Record<MetricName, Limit>>> {}

/** Metrics that show a security hole if they are above 0. No contract can allow that. */
export const securityMetrics = ['accepted_mutants', 'fail_open', 'leaked_secrets'] as const satisfies MetricName[]

/** Formats a metric, such as `2.01` or `0.40 s`. */
export function formatMetric(name: MetricName, value: number): string {
  if (!Number.isFinite(value)) return 'never'
  const isSeconds = name.startsWith('time_') || name === 'accepted_after_revocation'
  const digits = Number.isInteger(value) ? 0 : 2
  return `${value.toFixed(digits)}${isSeconds ? ' s' : ''}`
}

/**
 * Joins the contracts of faults that are on together. A metric is limited only if each of them limits it, and then by the widest limit: what
 * one of the faults excuses is no fault of the service. Security metrics stay at 0.
 */
export function jointContract([first = {}, ...others]: readonly Contract[]): Contract {
  if (others.length === 0) return first
  const joint = metricNames.flatMap((name): (readonly [MetricName, Limit])[] => {
    const limits = [first, ...others].map((contract) => contract[name])
    const isSecurity = securityMetrics.some((one) => one === name) && limits.some((limit) => limit !== undefined)
    if (isSecurity) return [[name, { max: 0 }]]
    return limits.every((limit) => limit !== undefined) ? [[name, widest(limits)]] : []
  })
  return Object.fromEntries(joint)
}

function widest(limits: readonly Limit[]): Limit {
  const [least, most] = [limits.map(({ min }) => min), limits.map(({ max }) => max)]
  const isBounded = (bounds: readonly (number | undefined)[]): bounds is readonly number[] =>
    bounds.every((bound) => bound !== undefined)
  return {
    ...(isBounded(least) ? { min: Math.min(...least) } : {}),
    ...(isBounded(most) ? { max: Math.max(...most) } : {}),
  }
}
