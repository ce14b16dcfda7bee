import { cadencesOf } from '../../functions/core/model/cadences.ts'
import type { Deployment } from '../../functions/core/model/deployment.ts'
import { batchSize } from '../../functions/core/tick/batches.ts'
import { type CompanyBill, companyBill } from './company.ts'
import type { CostLine } from './cost-line.ts'
import { countedMonth, type Month } from './month.ts'
import { assumptions, prices } from './prices.ts'
import { blockedServices, chargedResources } from './resources.ts'
import { parameterReads, type SecretReads, sparedCalls, valueReads } from './secret-reads.ts'

/** Cost of a deployment in a month of 730 hours, at list prices. Excludes the secrets themselves ($0.40 each) and what providers charge. */
export type Estimate = {
  readonly checks: number
  readonly lines: readonly CostLine[]
  readonly low: number
  readonly high: number
  /** CloudTrail records each read of a secret. The first trail is free, and what a SIEM charges is not known: no part of the sum. */
  readonly trail: TrailVolume
  /** Secrets Manager, if it charges each secret of a call for several: nobody has written which it is. `null` if no call is for several. */
  readonly chargedEach: CostLine | null
  /** Further costs in an account with a customer key, GuardDuty and a second trail: no part of the sum. */
  readonly company: CompanyBill
}

/** Events of a month with their size, and the price of every trail but the first. */
export type TrailVolume = {
  readonly events: SecretReads
  readonly gigabytes: SecretReads
  readonly secondTrail: CostLine
}

export function estimate(deployment: Deployment): Estimate {
  const month = countedMonth(deployment)
  const lines = [
    lambda(month),
    queue(month, deployment),
    secrets(month, deployment),
    ...parameters(month, deployment),
    table(month, deployment),
    ...widget(deployment),
    metrics(month, deployment),
    alarms(deployment),
    logs(month, deployment),
  ]
  const all = [...lines, exactly('keys', chargedResources(deployment).keys * prices.key)]
  const sum = (end: 'low' | 'high') => all.reduce((total, line) => total + line[end], 0)
  return {
    checks: deployment.checks.length,
    lines: all,
    low: sum('low'),
    high: sum('high'),
    trail: trailOf(month, deployment),
    chargedEach: deployment.secretReads === 'single' ? null : secrets(month, { ...deployment, secretReads: 'single' }),
    company: companyBill(deployment),
  }
}

const exactly = (what: string, cost: number): CostLine => ({ what, low: cost, high: cost })

function lambda({ ticks, batches, canaries, deliveries, watches }: Month): CostLine {
  const { waitSecondsPerBatch, probeMegabytes, tickSeconds, tickGigabytes, canarySeconds } = assumptions
  const probeGigabytes = probeMegabytes / 1_024
  const workSeconds = (assumptions.cpuSecondsPerBatch * assumptions.megabytesPerVcpu) / probeMegabytes
  const probeSeconds = batches * (waitSecondsPerBatch + workSeconds) + canaries * canarySeconds
  const besideSeconds = (deliveries + watches) * assumptions.watchSeconds
  const gigabyteSeconds = probeSeconds * probeGigabytes + (ticks * tickSeconds + besideSeconds) * tickGigabytes
  const calls = batches + canaries + ticks + deliveries + watches
  return exactly('Lambda', gigabyteSeconds * prices.lambdaGigabyteSecond + calls * prices.lambdaCall)
}

function queue({ batches, canaries }: Month, deployment: Deployment): CostLine {
  const messages = batches + canaries
  const polls = chargedResources(deployment).polledQueues * assumptions.pollsPerQueue
  return exactly('SQS', (polls + messages * assumptions.requestsPerBatch) * prices.sqsRequest)
}

/** Returns the price of decrypting parameters. Parameter Store itself charges for no call at its standard throughput. */
function parameters(month: Month, deployment: Deployment): readonly CostLine[] {
  const { low, high } = parameterReads(month, deployment)
  return high === 0 ? [] : [{ what: 'KMS for parameters', low: low * prices.keyCall, high: high * prices.keyCall }]
}

function secrets(month: Month, deployment: Deployment): CostLine {
  const [all, stored, spared] = [
    valueReads(month, deployment),
    parameterReads(month, deployment),
    sparedCalls(deployment),
  ]
  const [low, high] = [all.low - stored.low - spared.low, all.high - stored.high - spared.high]
  return {
    what: 'Secrets Manager',
    low: (low + month.listings) * prices.secretsCall,
    high: (high + month.listings) * prices.secretsCall,
  }
}

function trailOf(month: Month, deployment: Deployment): TrailVolume {
  const events = valueReads(month, deployment)
  const times = (factor: number) => ({ low: events.low * factor, high: events.high * factor })
  return {
    events,
    gigabytes: times(assumptions.trailBytesPerEvent / 1e9),
    secondTrail: { what: 'second trail', ...times(prices.trailEvent) },
  }
}

function table({ batches, probes, ticks, canaries, deliveries, watches }: Month, deployment: Deployment): CostLine {
  const { writesPerNews, newsPerHundredChecks, readsPerWatchedCadence } = assumptions
  const news = (deployment.checks.length * newsPerHundredChecks) / 100
  const days = (deployment.checks.length * assumptions.hoursPerMonth) / 24
  const ofTicks = batches * assumptions.writesPerBatch + ticks * assumptions.writesPerTick
  const writes = ofTicks + news * writesPerNews + days * assumptions.historyWritesPerDay
  // The index is read by each tick of the shortest cadence, and between slow ticks.
  const looks = canaries + deliveries
  const watchReads = watches * cadencesOf(deployment).size * readsPerWatchedCadence
  const ofProbes = probes * assumptions.readsPerProbe + batches * assumptions.readsPerBatch
  const ofHistory = days * assumptions.historyReadsPerDay
  const reads = ofProbes + ofHistory + ticks * assumptions.readsPerTick + looks + watchReads
  return exactly('DynamoDB', writes * prices.dynamoWrite + reads * prices.dynamoRead)
}

/** Nothing while nobody looks: a look runs the function once, and reads every state. */
function widget({ widget: isThere, checks }: Deployment): readonly CostLine[] {
  if (!isThere) return []
  const { widgetLooks, widgetSeconds, widgetGigabytes, readsPerLook } = assumptions
  const running = widgetSeconds * widgetGigabytes * prices.lambdaGigabyteSecond + prices.lambdaCall
  const rotated = checks.filter(({ rotation }) => rotation.by === 'ours').length
  const reads = checks.length + rotated + Math.ceil(checks.length / batchSize) + readsPerLook
  return [{ what: 'widget', low: 0, high: widgetLooks * (running + reads * prices.dynamoRead) }]
}

function metrics({ ticks, watches }: Month, deployment: Deployment): CostLine {
  const { metricsPerEnvironment, metricsPerDeployment, metricsPerCadence, metricsPerCheck } = assumptions
  const environments = new Set(deployment.checks.map(({ environment }) => environment)).size
  const measured = deployment.checks.filter(({ perCheckAlarm }) => perCheckAlarm || deployment.perCheckMetrics).length
  const count =
    environments * metricsPerEnvironment +
    metricsPerDeployment +
    cadencesOf(deployment).size * metricsPerCadence +
    measured * metricsPerCheck +
    blockedServices(deployment)
  return exactly('metrics', count * prices.metric + (ticks + watches) * prices.metricsCall)
}

function alarms(deployment: Deployment): CostLine {
  return exactly('alarms', chargedResources(deployment).alarmMetrics * prices.alarm)
}

function logs({ ticks, batches, probes }: Month, deployment: Deployment): CostLine {
  const { logBytesPerReading, logBytesPerUnchanged, logBytesPerBatch, logBytesPerTick } = assumptions
  const alone = deployment.logs === 'all' ? probes : hourlyReadings(deployment)
  const ofReadings = alone * logBytesPerReading + (probes - alone) * logBytesPerUnchanged
  const bytes = ofReadings + batches * logBytesPerBatch + ticks * logBytesPerTick
  return exactly('logs', (bytes / 1e9) * prices.logGigabyte)
}

/** Returns the readings of a month that are the first of their check in an hour. Only these have a line of their own while all is well. */
function hourlyReadings({ checks }: Deployment): number {
  const seconds = assumptions.hoursPerMonth * 3_600
  return checks.reduce((sum, { everySeconds }) => sum + seconds / Math.max(everySeconds, 3_600), 0)
}
