import type { CheckKey } from '../model/check.ts'
import type { HostBinding } from '../model/host-binding.ts'
import type { Reason, Standing } from '../model/reason.ts'
import type { OutageShare } from './conditions.ts'

/** One batch of checks on its way from `tick` to `probe`: names and version ids, never a secret and never a URL. */
export type BatchMessage = {
  readonly cadence: string
  /** The tick's due time in epoch milliseconds. */
  readonly tick: number
  readonly batch: number
  readonly checks: readonly CheckKey[]
  /** Other checks of its batch whose next look may be news, but that have no budget in this round of the watchdog. */
  readonly beside?: readonly CheckKey[]
  /** Current versions that the sweep found: they tell `probe` when its cache is stale. Checks that the sweep did not see are absent. */
  readonly versionIds: Readonly<Record<CheckKey, string>>
  /** Hosts to which the secrets of a check may be sent, where a tag says so. */
  readonly hosts?: Readonly<Record<CheckKey, readonly HostBinding[]>>
  /**
   * Places in `checks` of those whose secret is proved missing: a refused read means that, and not a lack of rights. Left out if there is
   * none.
   */
  readonly missing?: readonly number[]
  /** Places in `checks` of those whose secret the last complete listing does not hold: no held value stands for it. Left out if there is none. */
  readonly unlisted?: readonly number[]
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

/** A rotation that a batch found due. `tick` decides and starts it. */
export type DueRotation = { readonly check: CheckKey; readonly versionId: string }

/** Number of checks for which the gate would refuse a deployment of a service, in one environment. Zero is stored too. */
export type Blocking = { readonly service: string; readonly environment: string; readonly refused: number }

/** Values for the metrics of one check. */
export type Gauge = {
  readonly check: CheckKey
  readonly standing: Standing
  /** Epoch seconds; `null` where no instant is known. */
  readonly expiresAt: number | null
  readonly latencyMs: number | null
}

/** A verdict that the table did not take: what is stored about the check is older. */
export type UnkeptVerdict = {
  readonly check: CheckKey
  readonly standing: Standing
  readonly reason: Reason
  readonly detail: string
  readonly versionId: string | null
  /** Epoch milliseconds. */
  readonly at: number
  /** Instant of its page that was sent without a state; absent where none was sent. */
  readonly pagedAt?: number
}

/** The result of one batch in one tick. The next tick overwrites it. */
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
  /** Milliseconds from the verdict until SNS accepted its page, for each accepted page. */
  readonly pageWaitsMs: readonly number[]
  /** Milliseconds from the first bad reading until SNS accepted the page, for each incident that opened with one. */
  readonly timesToPageMs: readonly number[]
  /** Verdicts that would page, but for which an open incident, an alert storm or a silence stands. */
  readonly deduplicated: number
  /** Checks whose pages SNS has not accepted yet. */
  readonly pending: readonly CheckKey[]
  /** Checks with a pending notice, which the next tick sends. */
  readonly notices: readonly CheckKey[]
  /** Checks with an open incident, notified or suppressed. */
  readonly open: readonly CheckKey[]
  /** Checks that no request was sent for, so that the next tick asks them first; absent in records of earlier versions. */
  readonly unasked?: readonly CheckKey[]
  /** The judged checks with the hash of what was asked and judged; absent in records of earlier versions. */
  readonly questions?: Readonly<Record<CheckKey, string>>
  /** Verdicts that could not be written as a state; absent in records of earlier versions. */
  readonly unkept?: readonly UnkeptVerdict[]
  /** Instants of the last kept verdicts of checks that it did not judge, or could not keep; absent in records of earlier versions. */
  readonly keptBefore?: Readonly<Record<CheckKey, number>>
  /** Instants of the last kept verdicts of checks that other batches ask from now on; absent in records of earlier versions. */
  readonly handedOver?: Readonly<Record<CheckKey, number>>
  /** Checks of slow cadences whose next look may be news, so that it does not wait for the next tick; absent in records of earlier versions. */
  readonly again?: readonly CheckKey[]
  /** The share that the batch sees of each outage, by owner. */
  readonly outages: Readonly<Record<string, OutageShare>>
  /** Verdicts that could not be written to the table. */
  readonly unsaved: number
  readonly due: readonly DueRotation[]
  readonly blocking: readonly Blocking[]
  readonly gauges: readonly Gauge[]
}

/** The last tick of a cadence that `tick` opened. */
export type TickRecord = {
  readonly cadence: string
  readonly tick: number
  readonly batches: number
  readonly checks: number
  readonly config: string
  /** `null` for cadences that do not watch the subscriptions. */
  readonly subscriptions: SubscriptionsSeen | null
  /** Checks whose secret AWS itself rotates; absent in records of earlier versions. */
  readonly leftToAws?: readonly CheckKey[]
  /** Checks whose secret's own settings stand against a rotation; absent in records of earlier versions. */
  readonly wiring?: readonly (readonly [CheckKey, 'cancelled' | 'unwired'])[]
  /** Checks whose secret is not listed, with the instant since when; absent in records of earlier versions. */
  readonly absent?: readonly (readonly [CheckKey, number])[]
  /** True if one of the three lists has no room for all of its checks. */
  readonly isCut?: true
}

/** Stores batch and tick records. An older tick never overwrites a newer one. */
export type RecordStore = {
  readBatch(cadence: string, batch: number): Promise<BatchRecord | null>
  readBatches(cadence: string): Promise<readonly BatchRecord[]>
  writeBatch(record: BatchRecord): Promise<void>
  readTick(cadence: string): Promise<TickRecord | null>
  writeTick(record: TickRecord): Promise<void>
}

/** Result of the last listing of the subscriptions. */
export type SubscriptionsSeen = {
  /** Epoch milliseconds. */
  readonly at: number
  /** Number of subscribers that receive nothing. */
  readonly pending: number
}
