import type { CheckKey } from '../model/check.ts'
import type { Standing } from '../model/reason.ts'
import type { OutageShare } from './conditions.ts'
/** One batch of checks on its way from `tick` to `probe`: names and version ids, never a secret and never a URL. */
export type BatchMessage = {
  readonly cadence: string
  /** The tick's due time in epoch milliseconds. */
  readonly tick: number
  readonly batch: number
  readonly checks: readonly CheckKey[]
  /** What the sweep found current, so that `probe` knows when its cache is stale. Checks that the sweep did not see are absent. */
  readonly versionIds: Readonly<Record<CheckKey, string>>
  /** Hash of the config that the batch was cut from. */
  readonly config: string
}

/** The checks of one environment by standing, as one batch found them. */
export type Counts = {
  readonly checks: number
  readonly valid: number
  readonly invalid: number
  readonly unknown: number
  readonly misconfigured: number
  readonly expiring: number
}

/** A rotation that a batch found due; `tick` decides and starts it. */
export type DueRotation = { readonly check: CheckKey; readonly versionId: string }

/** How many checks of a service the gate would refuse in an environment; zero is said too. */
export type Blocking = { readonly service: string; readonly environment: string; readonly refused: number }

/** What the metrics of one check by itself are made of. */
export type Gauge = {
  readonly check: CheckKey
  readonly standing: Standing
  /** Epoch seconds; null where no instant is known. */
  readonly expiresAt: number | null
  readonly latencyMs: number | null
}

/** What one batch did in one tick. Overwritten by the next; the evidence of its checks is as fresh as it. */
export type BatchRecord = {
  readonly cadence: string
  readonly batch: number
  readonly tick: number
  readonly finishedAt: number
  readonly judged: number
  readonly notRun: number
  readonly environments: Readonly<Record<string, Counts>>
  readonly providers: Readonly<Record<string, { readonly invalid: number; readonly unknown: number }>>
  readonly latenciesMs: readonly number[]
  readonly secretReadFailures: number
  readonly pagesSent: number
  /** Milliseconds from a verdict until SNS had its page, for each page that was accepted. */
  readonly pageWaitsMs: readonly number[]
  /** Milliseconds from the first bad reading until SNS had the page, for each incident that opened with one. */
  readonly timesToPageMs: readonly number[]
  /** Verdicts that would wake somebody by themselves, and for which an open incident, a flood or a silence speaks. */
  readonly deduplicated: number
  /** Checks whose pages SNS has not accepted yet. */
  readonly pending: readonly CheckKey[]
  /** Checks that owe a notice, which the next tick sends. */
  readonly notices: readonly CheckKey[]
  /** Checks with an open incident, told or not. */
  readonly open: readonly CheckKey[]
  /** What the batch sees of outages, by whose they are. */
  readonly outages: Readonly<Record<string, OutageShare>>
  /** Verdicts that the table could not take. */
  readonly unsaved: number
  readonly due: readonly DueRotation[]
  readonly blocking: readonly Blocking[]
  readonly gauges: readonly Gauge[]
}

/** What `tick` remembers of the tick that it opened last. */
export type TickRecord = {
  readonly cadence: string
  readonly tick: number
  readonly batches: number
  readonly checks: number
  readonly config: string
  /** Null for cadences that do not look after them. */
  readonly subscriptions: SubscriptionsSeen | null
  /** Checks whose rotation was found to be AWS's own business; absent in records of earlier versions. */
  readonly leftToAws?: readonly CheckKey[]
}

/** Where batches and ticks are recorded. An older tick never overwrites a newer one. */
export type RecordStore = {
  readBatch(cadence: string, batch: number): Promise<BatchRecord | null>
  readBatches(cadence: string): Promise<readonly BatchRecord[]>
  writeBatch(record: BatchRecord): Promise<void>
  readTick(cadence: string): Promise<TickRecord | null>
  writeTick(record: TickRecord): Promise<void>
}

/** What was found when the subscriptions were last looked at. */
export type SubscriptionsSeen = {
  /** Epoch milliseconds. */
  readonly at: number
  /** How many of those who should hear do not. */
  readonly pending: number
}
