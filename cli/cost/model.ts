import { cadencesOf, deliverySeconds, isSlow, watchSeconds } from '../../functions/core/model/cadences.ts'
import type { Check } from '../../functions/core/model/check.ts'
import type { Deployment } from '../../functions/core/model/deployment.ts'
import { type NamedReference, secretsOf } from '../../functions/core/model/secret-references.ts'
import { batchSize } from '../../functions/core/tick/batches.ts'
import { assumptions, prices } from './prices.ts'
import { blockedServices, chargedResources } from './resources.ts'

/** One line of the estimate, in USD a month. `low` and `high` differ if caching decides. */
export type CostLine = { readonly what: string; readonly low: number; readonly high: number }

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
}

/** Calls that read a value, in a month. */
type SecretReads = { readonly low: number; readonly high: number }

/** Events of a month with their size, and the price of every trail but the first. */
export type TrailVolume = {
  readonly events: SecretReads
  readonly gigabytes: SecretReads
  readonly secondTrail: CostLine
}

/** Calls in a month, counted from the config. */
type Month = {
  readonly ticks: number
  readonly batches: number
  readonly probes: number
  /** Reads of secrets, and of parameters among them. */
  readonly secretReads: number
  readonly parameterReads: number
  readonly listings: number
  readonly canaries: number
  /** Runs of the schedules beside the cadences: what waits between slow ticks, and the watchdog. */
  readonly deliveries: number
  readonly watches: number
}

/** ListSecrets shows a hundred secrets in one call. */
const secretsPerCall = 100

/** BatchGetSecretValue reads up to twenty. */
const secretsPerValueCall = 20

export function estimate(deployment: Deployment): Estimate {
  const month = monthOf(deployment)
  const lines = [
    lambda(month),
    queue(month, deployment),
    secrets(month, deployment),
    ...parameters(month, deployment),
    table(month, deployment),
    metrics(month, deployment),
    alarms(deployment),
    logs(month),
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
  }
}

function monthOf(deployment: Deployment): Month {
  const seconds = assumptions.hoursPerMonth * 3_600
  const cadences = [...cadencesOf(deployment).values()].map((checks) => {
    const times = seconds / (checks[0]?.everySeconds ?? seconds)
    const read = checks.flatMap(secretsOf).length
    const parameters = checks.flatMap(secretsOf).filter(isParameter).length
    return {
      // Scheduler is precise to a minute; shorter cadences are sent in parts by one tick.
      ticks: Math.min(times, seconds / 60),
      batches: times * Math.ceil(checks.length / batchSize),
      probes: times * checks.length,
      secretReads: times * read,
      parameterReads: times * parameters,
      listings: Math.min(times, seconds / 60) * Math.ceil((read - parameters) / secretsPerCall),
    }
  })
  const sum = (field: keyof (typeof cadences)[number]) => cadences.reduce((total, cadence) => total + cadence[field], 0)
  return {
    ticks: sum('ticks'),
    batches: sum('batches'),
    probes: sum('probes'),
    secretReads: sum('secretReads'),
    parameterReads: sum('parameterReads'),
    listings: sum('listings'),
    canaries: Math.max(0, ...cadences.map(({ ticks }) => ticks)),
    deliveries: isSlow(deployment) ? seconds / deliverySeconds : 0,
    watches: seconds / watchSeconds,
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

/** Returns the reads of secrets in a month. `low` if every value is held for as long as it may be, `high` if none is. */
function secretReads({ secretReads: high }: Month, { checks }: Deployment): SecretReads {
  return { low: heldReads(checks, () => true), high }
}

function parameterReads({ parameterReads: high }: Month, { checks }: Deployment): SecretReads {
  return { low: heldReads(checks, isParameter), high }
}

/** Returns the reads of some secrets in a month if every value is held for as long as it may be. */
function heldReads(checks: readonly Check[], isOne: (one: NamedReference) => boolean): number {
  const seconds = assumptions.hoursPerMonth * 3_600
  const held = checks.flatMap((check) =>
    secretsOf(check)
      .filter(isOne)
      .map(() => seconds / Math.max(check.everySeconds, assumptions.secretHeldSeconds)),
  )
  return held.reduce((total, reads) => total + reads, 0)
}

const isParameter = ({ reference }: NamedReference) => reference.source.from === 'parameter-store'

/** Returns the price of decrypting parameters. Parameter Store itself charges for no call at its standard throughput. */
function parameters(month: Month, deployment: Deployment): readonly CostLine[] {
  const { low, high } = parameterReads(month, deployment)
  return high === 0 ? [] : [{ what: 'KMS for parameters', low: low * prices.keyCall, high: high * prices.keyCall }]
}

function secrets(month: Month, deployment: Deployment): CostLine {
  const [all, stored, spared] = [
    secretReads(month, deployment),
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

/** Returns the calls of a month that probes spare by reading up to twenty secrets of a batch with one. */
function sparedCalls({ checks, secretReads }: Deployment): SecretReads {
  if (secretReads === 'single') return { low: 0, high: 0 }
  const seconds = assumptions.hoursPerMonth * 3_600
  const spared = [...cadencesOf({ checks }).values()].map((cadence) => {
    const everySeconds = cadence[0]?.everySeconds ?? seconds
    const read = cadence.filter(({ secret }) => secret?.source.from === 'secrets-manager').length
    const [full, rest] = [Math.floor(read / batchSize), read % batchSize]
    const calls = full * Math.ceil(batchSize / secretsPerValueCall) + Math.ceil(rest / secretsPerValueCall)
    return {
      low: ((read - calls) * seconds) / Math.max(everySeconds, assumptions.secretHeldSeconds),
      high: ((read - calls) * seconds) / everySeconds,
    }
  })
  const sum = (end: 'low' | 'high') => spared.reduce((total, one) => total + one[end], 0)
  return { low: sum('low'), high: sum('high') }
}

function trailOf(month: Month, deployment: Deployment): TrailVolume {
  const events = secretReads(month, deployment)
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
  const writes = batches * assumptions.writesPerBatch + ticks + news * writesPerNews
  // The index is read by each tick of the shortest cadence, and between slow ticks.
  const looks = canaries + deliveries
  const watchReads = watches * cadencesOf(deployment).size * readsPerWatchedCadence
  const reads = probes + batches * assumptions.readsPerBatch + ticks * assumptions.readsPerTick + looks + watchReads
  return exactly('DynamoDB', writes * prices.dynamoWrite + reads * prices.dynamoRead)
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

function logs({ probes }: Month): CostLine {
  return exactly('logs', ((probes * assumptions.logBytesPerProbe) / 1e9) * prices.logGigabyte)
}
