import type { Standing } from './reason.ts'

/** Every metric of Tokenwatch, with its dimensions: one PutMetricData a tick sends them, alarms and dashboards read them. */
export const metricNamespace = 'Tokenwatch'

/** Dimensions. `Deployment` stands on every metric, so that two deployments of one account never mix. */
export const dimensionNames = {
  deployment: 'Deployment',
  environment: 'Environment',
  provider: 'Provider',
  cadence: 'Cadence',
  service: 'Service',
  check: 'Check',
} as const

/** By `Environment`: counts of the checks judged in the tick. */
export const environmentMetrics = {
  checks: 'Checks',
  valid: 'Valid',
  invalid: 'Invalid',
  unknown: 'Unknown',
  misconfigured: 'Misconfigured',
  /** Those of the valid ones whose reason is `expiring`. */
  expiring: 'Expiring',
} as const

/** Without dimension. */
export const deploymentMetrics = {
  /** Milliseconds of each answer; absent in a tick without one. */
  latency: 'Latency',
  /** Checks that the tick should have judged and did not. */
  notRun: 'NotRun',
  pagesSent: 'PagesSent',
  /** Milliseconds from each verdict until SNS had its page, later attempts included; absent in a tick without a page. */
  pageLatency: 'PageLatency',
  /** Milliseconds from the first bad reading until SNS had the page; absent in a tick that opened no incident with one. */
  timeToPage: 'TimeToPage',
  /** Verdicts that would wake somebody by themselves, and for which an open incident, a flood or a silence speaks. */
  pagesDeduplicated: 'PagesDeduplicated',
  /** Pages that are decided and not yet accepted by SNS; zero is sent too. */
  pagesPending: 'PagesPending',
  secretReadFailures: 'SecretReadFailures',
  /** Those who should hear of a topic and do not; looked at hourly, sent with the shortest cadence. */
  subscriptionsPending: 'SubscriptionsPending',
} as const

/** By `Provider`, only when not zero. */
export const providerMetrics = { invalid: 'Invalid', unknown: 'Unknown' } as const

/**
 * By `Service` and `Environment`, for the services that the config calls blocking: its checks that the gate would refuse. Zero is
 * sent too; nothing is sent by a tick that judged none of its checks.
 */
export const blockingMetric = 'Blocking'

/** By `Check` (`environment/id`), where the config asks for them or the check has an alarm of its own; none for a check that was not run. */
export const checkMetrics = {
  /** One of `standingValues`. */
  standing: 'Standing',
  /** To the earliest expiry, 0 once it is past; absent where nobody knows an instant. */
  secondsToExpiry: 'SecondsToExpiry',
  /** Milliseconds of its answer; absent where nobody was asked or nobody answered. */
  latency: 'Latency',
} as const

/** Standings as numbers, so that an alarm can compare them. */
export const standingValues: Readonly<Record<Standing, number>> = { valid: 0, unknown: 1, misconfigured: 2, invalid: 3 }

/** By `Cadence`: 1 when every batch of the tick is complete and nothing is owed; otherwise nothing is sent, and silence alarms. */
export const heartbeatMetric = 'Heartbeat'
