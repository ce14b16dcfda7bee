/** Every metric of Tokenwatch, with its dimensions: one PutMetricData a tick sends them, alarms and dashboards read them. */
export const metricNamespace = 'Tokenwatch'

/** Dimensions. `Deployment` stands on every metric, so that two deployments of one account never mix. */
export const dimensionNames = {
  deployment: 'Deployment',
  environment: 'Environment',
  provider: 'Provider',
  cadence: 'Cadence',
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
  /** Pages that are decided and not yet accepted by SNS; zero is sent too. */
  pagesOwed: 'PagesOwed',
  secretReadFailures: 'SecretReadFailures',
  /** Those who should hear of a topic and do not; looked at hourly, sent with the shortest cadence. */
  subscriptionsPending: 'SubscriptionsPending',
} as const

/** By `Provider`, only when not zero. */
export const providerMetrics = { invalid: 'Invalid', unknown: 'Unknown' } as const

/** By `Cadence`: 1 when every batch of the tick is complete and nothing is owed; otherwise nothing is sent, and silence alarms. */
export const heartbeatMetric = 'Heartbeat'
