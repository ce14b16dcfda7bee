import type { Standing } from './reason.ts'

/** Namespace of every metric. One PutMetricData a tick sends them; alarms and dashboards read them. */
export const metricNamespace = 'Tokenwatch'

/** Names of the dimensions. Every metric has `Deployment`, so that two deployments of one account never mix. */
export const dimensionNames = {
  deployment: 'Deployment',
  environment: 'Environment',
  provider: 'Provider',
  cadence: 'Cadence',
  service: 'Service',
  check: 'Check',
} as const

/** By `Environment`: counts of the checks judged in the tick. Zeros are not sent, here and below. */
export const environmentMetrics = {
  checks: 'Checks',
  valid: 'Valid',
  invalid: 'Invalid',
  unknown: 'Unknown',
  misconfigured: 'Misconfigured',
  /** Valid checks with the reason `expiring`. */
  expiring: 'Expiring',
} as const

/** Metrics of the whole deployment, without a further dimension. */
export const deploymentMetrics = {
  /** Milliseconds of each answer; absent in a tick without answers. */
  latency: 'Latency',
  /** Checks that were due in the tick and were not judged. */
  notRun: 'NotRun',
  pagesSent: 'PagesSent',
  /** Milliseconds from each verdict until SNS accepted its page, retries included; absent in a tick without pages. */
  pageLatency: 'PageLatency',
  /** Milliseconds from the first bad reading until SNS accepted the page; absent in a tick that opened no incident with a page. */
  timeToPage: 'TimeToPage',
  /** Verdicts that would page, but for which an open incident, an alert storm or a silence stands. */
  pagesDeduplicated: 'PagesDeduplicated',
  /** Pages that SNS has not accepted yet. */
  pagesPending: 'PagesPending',
  /** Subscribers that receive nothing; listed hourly, sent with the shortest cadence. */
  subscriptionsPending: 'SubscriptionsPending',
  /** Sent by the watchdog while no cadence is silent. Otherwise nothing is sent, and the missing value raises an alarm. */
  watched: 'Watched',
} as const

/** By `Cadence`: counts of one tick. */
export const cadenceMetrics = {
  /** Checks whose secret could not be read. */
  secretReadFailures: 'SecretReadFailures',
} as const

/** By `Provider`. */
export const providerMetrics = { invalid: 'Invalid', unknown: 'Unknown' } as const

/**
 * By `Service` and `Environment`, for services that the config calls blocking: number of checks for which the gate would refuse. Zero
 * is sent too. A tick that judged none of the checks sends nothing.
 */
export const blockingMetric = 'Blocking'

/** By `Check` (`environment/id`), where the config requests them or the check has an alarm. Absent for a check that was not run. */
export const checkMetrics = {
  /** One of `standingValues`. */
  standing: 'Standing',
  /** Seconds to the earliest expiry, 0 after it; absent where no instant is known. */
  secondsToExpiry: 'SecondsToExpiry',
  /** Milliseconds of its answer; absent without an answer. */
  latency: 'Latency',
} as const

/** Standings as numbers that an alarm can compare. */
export const standingValues: Readonly<Record<Standing, number>> = { valid: 0, unknown: 1, misconfigured: 2, invalid: 3 }

/** By `Cadence`: 1 when every batch of the tick is complete and no message is pending. Otherwise nothing is sent, and the missing value raises an alarm. */
export const heartbeatMetric = 'Heartbeat'
