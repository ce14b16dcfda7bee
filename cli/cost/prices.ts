/**
 * List prices of AWS in us-east-1, in USD, without free tiers. Sources: Lambda, DynamoDB and alarms from infracost's price files (August
 * 2026), metrics and logs from the CloudWatch pricing page, Secrets Manager from its own (September 2026); SQS, CloudTrail, KMS and
 * GuardDuty from memory.
 */
export const pricesOf = { region: 'us-east-1', asOf: '2026-09' } as const

export const prices = {
  lambdaGigabyteSecond: 0.0000133334,
  lambdaCall: 0.2 / 1e6,
  sqsRequest: 0.4 / 1e6,
  secretsCall: 0.05 / 1e4,
  /** A call of KMS, which decrypts a parameter. */
  keyCall: 0.03 / 1e4,
  dynamoWrite: 0.625 / 1e6,
  dynamoRead: 0.125 / 1e6,
  metric: 0.3,
  metricsCall: 0.01 / 1e3,
  alarm: 0.1,
  /** Taking it in, and keeping it for a month. */
  logGigabyte: 0.53,
  key: 1,
  /** A management event in every trail but the first. */
  trailEvent: 2 / 1e5,
  /** A management event that GuardDuty looks at. */
  guardDutyEvent: 4 / 1e6,
} as const

/** Work of a deployment, as measured or counted. */
export const assumptions = {
  hoursPerMonth: 730,
  /** Answers of a batch, for which CPU and memory are of no use. */
  waitSecondsPerBatch: 1.2,
  /** CPU time of a batch of fifty fresh TLS connections with a whole vCPU (`npm run bench -- probe-memory`). */
  cpuSecondsPerBatch: 0.11,
  probeMegabytes: 384,
  /** Memory at which Lambda gives a whole vCPU; less of it has a share. */
  megabytesPerVcpu: 1_769,
  tickSeconds: 1,
  tickGigabytes: 0.25,
  /** Lambda polls an idle queue all the same, each month so often. */
  pollsPerQueue: 660_000,
  /** Received and deleted by itself, sent ten at a time. */
  requestsPerBatch: 2.1,
  /** A value is held this long in each of up to ten containers: the price lies between one read in that time and one for each probe. */
  secretHeldSeconds: 600,
  /** Its record, and its part of the note that its message is ours. */
  writesPerBatch: 3.5,
  /** The note of its message, its last record, what holds around its checks, and the experiment that may be announced; and the next tick reads its record. */
  readsPerBatch: 5,
  /** Of a state that is quiet: it may be as it was moments ago, at half the price. */
  readsPerProbe: 0.5,
  /** Its record, the result of its canaries, and the note that their message is ours. */
  writesPerTick: 3,
  /** The last tick, what holds around checks, the experiment, the monitor's own state, and what canaries read. */
  readsPerTick: 8,
  /** Units that the index of pending messages costs: its own copy of a state with a message, and the write that empties it. */
  writesPerNews: 4,
  /** Checks with a message in a month, of a hundred. */
  newsPerHundredChecks: 30,
  /** Each day, the history of a check moves from its state to the item of its month: both are written, and the month is read before. */
  historyWritesPerDay: 5,
  historyReadsPerDay: 1,
  /** The watchdog looks at the last tick and the batches of each cadence, and at what holds around checks. */
  watchSeconds: 0.5,
  readsPerWatchedCadence: 3,
  /** A tick of the shortest cadence has `probe` judge the monitor's own two credentials. */
  canarySeconds: 0.5,
  /** Looks of a month at a dashboard that is open for eight hours of twenty days and refreshed each minute. */
  widgetLooks: 9_600,
  widgetSeconds: 1,
  widgetGigabytes: 0.25,
  /** A look reads the conditions, and the last tick of each cadence. */
  readsPerLook: 2,
  /** A reading with a line of its own, and one in the line of its batch. CloudWatch adds 26 bytes to each line. */
  logBytesPerReading: 500,
  logBytesPerUnchanged: 45,
  /** The lines of a batch, and those that Lambda itself writes for each call. */
  logBytesPerBatch: 850,
  /** The tick and its canaries. */
  logBytesPerTick: 1_600,
  /** One event of GetSecretValue in CloudTrail, as JSON. */
  trailBytesPerEvent: 1_500,
  /** Metrics of a month in which all is well, since zeros are not sent: the checks of an environment, and the valid ones. */
  metricsPerEnvironment: 2,
  /** The latency, and that the watchdog runs. */
  metricsPerDeployment: 2,
  /** The heartbeat. */
  metricsPerCadence: 1,
  metricsPerCheck: 3,
} as const
