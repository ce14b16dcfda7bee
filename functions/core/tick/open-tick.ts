import type { Check, CheckKey } from '../model/check.ts'
import type { Deployment } from '../model/deployment.ts'
import type { HostBinding } from '../model/host-binding.ts'
import type { RecordStore, SubscriptionsSeen, TickRecord } from '../state/batch-record.ts'
import type { Log } from '../state/log.ts'
import { firstThatFit } from '../state/room.ts'
import type { AbsentSecrets } from './absent-secrets.ts'
import { type CutBatch, cutBatches } from './batches.ts'
import type { WiringFaults } from './rotation-wiring.ts'

export type OpenTickDependencies = {
  readonly deployment: Deployment
  readonly records: Pick<RecordStore, 'writeTick'>
  enqueue(batches: readonly CutBatch[]): Promise<void>
  readonly log: Log
  now(): number
}

/** The tick to open: the checks of its cadence, their current versions, and what its record carries on from the last one. */
export type OpeningTick = {
  readonly cadence: string
  /** Seconds until the schedule starts the cadence again. */
  readonly spreadSeconds: number
  readonly checks: readonly Check[]
  readonly versionIds: ReadonlyMap<CheckKey, string>
  readonly subscriptions: SubscriptionsSeen | null
  readonly leftToAws: readonly CheckKey[]
  readonly wiring: WiringFaults
  readonly absent: AbsentSecrets
  /** Hosts to which the secrets of a check may be sent. */
  readonly hosts: ReadonlyMap<CheckKey, readonly HostBinding[]>
  /** Checks whose secret is proved missing. */
  readonly missing: ReadonlySet<CheckKey>
}

/**
 * Opens a tick: writes its record and enqueues its batches. Its due time is taken here, since the scheduler is precise to a minute
 * only. The rounds of a cadence shorter than the schedule's rate are spread over it by the delay of their messages. The last round
 * stands for the tick: the next tick closes its record.
 */
export async function openTick(opening: OpeningTick, dependencies: OpenTickDependencies): Promise<TickRecord> {
  const { cadence, checks, subscriptions } = opening
  const { deployment, records, enqueue, now } = dependencies
  const startMs = now()
  const rounds = roundsFrom(startMs, opening, deployment)
  const last = rounds.at(-1)
  const record: TickRecord = {
    cadence,
    tick: last?.tick ?? startMs,
    batches: last?.batches.length ?? 0,
    checks: checks.length,
    config: deployment.hash,
    subscriptions,
    ...carried(opening, dependencies),
  }
  await records.writeTick(record)
  await enqueue(rounds.flatMap(({ batches }) => batches))
  return record
}

/**
 * Returns the lists that the next tick carries on, as far as the record has room for them. Checks that are left out are looked at anew by
 * each tick. Until a tick can do that, none of its checks is rotated.
 */
function carried(
  { leftToAws, wiring, absent }: OpeningTick,
  { log }: OpenTickDependencies,
): Pick<TickRecord, 'leftToAws' | 'wiring' | 'absent' | 'isCut'> {
  const lists = {
    leftToAws: firstThatFit(leftToAws),
    wiring: firstThatFit([...wiring]),
    absent: firstThatFit([...absent]),
  }
  if (lists.leftToAws === leftToAws && lists.wiring.length === wiring.size && lists.absent.length === absent.size)
    return lists
  log({ event: 'fault', where: 'tick record', code: 'lists_cut', check: null })
  return { ...lists, isCut: true }
}

/** One round of all checks of a cadence, due at `tick`. */
type Round = { readonly tick: number; readonly batches: readonly CutBatch[] }

function roundsFrom(
  startMs: number,
  { cadence, spreadSeconds, checks, versionIds, hosts, missing, absent }: OpeningTick,
  deployment: Deployment,
): readonly Round[] {
  const unlisted = new Set(absent.keys())
  const everySeconds = checks[0]?.everySeconds ?? spreadSeconds
  const count = Math.max(1, Math.floor(spreadSeconds / everySeconds))
  return Array.from({ length: count }, (_, round) => {
    const offsetSeconds = round * everySeconds
    const tick = startMs + offsetSeconds * 1_000
    const batches = cutBatches(deployment, checks, { cadence, tick, versionIds, hosts, missing, unlisted })
    return { tick, batches: batches.map((batch) => ({ ...batch, delaySeconds: batch.delaySeconds + offsetSeconds })) }
  })
}
