import type { BatchRecord, RecordStore, TickRecord } from './batch-record.ts'
import { type CutBatch, cadencesOf, cutBatches } from './batches.ts'
import type { Check, CheckKey } from './check.ts'
import { checkOf } from './deployment.ts'
import type { RotationOutcome } from './log.ts'
import { leaveToAws } from './managed-secrets.ts'
import { heartbeatMetric } from './metric-names.ts'
import { type Metric, metricsOf } from './metrics.ts'
import { type PayDependencies, pay } from './pay.ts'
import { type SubscriptionDependencies, type SubscriptionsSeen, watchSubscriptions } from './subscriptions.ts'

/** What a tick needs from outside. It reads no secret's value. */
export type TickDependencies = PayDependencies &
  SubscriptionDependencies & {
    readonly records: RecordStore
    sweep(checks: readonly Check[]): Promise<Sweep>
    enqueue(batches: readonly CutBatch[]): Promise<void>
    publishMetrics(metrics: readonly Metric[], at: number): Promise<void>
    /** Starts the rotation of a check's secret away from a version; the same request twice is one rotation. */
    rotate(check: Check, versionId: string): Promise<RotationOutcome>
  }

/** What the store's listing shows of the secrets that checks name, as far as it lists them. */
export type Sweep = {
  /** The current versions. */
  readonly versionIds: ReadonlyMap<CheckKey, string>
  /** Checks of secrets that AWS renews itself, without a function: managed external secrets. */
  readonly managedByAws: ReadonlySet<CheckKey>
}

/** What the schedule says: which cadence is due, and for how long until it says so again. */
export type Due = { readonly cadence: string; readonly spreadSeconds: number }

/**
 * One tick of one cadence: close the last one (pay what is still owed, start what has to be rotated, send the metrics and the
 * heartbeat), then open the next. Trouble with the old tick costs its heartbeat, never the new tick. The due time is taken here,
 * since the scheduler is precise to a minute only.
 */
export async function runTick({ cadence, spreadSeconds }: Due, dependencies: TickDependencies): Promise<TickRecord> {
  const { deployment, sweep, log } = dependencies
  const checks = cadencesOf(deployment).get(cadence) ?? []
  const noted = <Otherwise>(where: string, code: string, otherwise: Otherwise) => {
    return (): Otherwise => {
      log({ event: 'fault', where, code, check: null })
      return otherwise
    }
  }
  const swept = await sweep(checks).catch(noted('sweep', 'not_swept', null))
  const versionIds: VersionIds = swept?.versionIds ?? new Map()
  const last = await lastTick(cadence, dependencies).catch(noted('close-tick', 'not_closed', null))
  const leftToAws = leaveToAws(checks, swept, last, log)
  const [heartbeat, subscriptions] = await Promise.all([
    closeLast(last, { versionIds, leftToAws }, dependencies).catch(noted('close-tick', 'not_closed', false)),
    watchSubscriptions(cadence, last?.subscriptions ?? null, dependencies),
  ])
  const record = await openNext(
    { cadence, spreadSeconds },
    checks,
    { versionIds, leftToAws, subscriptions },
    dependencies,
  )
  log({
    event: 'tick',
    cadence,
    tick: record.tick,
    batches: record.batches,
    checks: record.checks,
    heartbeat,
  })
  return record
}

type VersionIds = ReadonlyMap<CheckKey, string>
type Renewable = { readonly versionIds: VersionIds; readonly leftToAws: readonly CheckKey[] }

/** What another config opened says nothing of this one. */
async function lastTick(cadence: string, { records, deployment }: TickDependencies): Promise<TickRecord | null> {
  const last = await records.readTick(cadence)
  return last?.config === deployment.hash ? last : null
}

async function closeLast(
  last: TickRecord | null,
  renewable: Renewable,
  dependencies: TickDependencies,
): Promise<boolean> {
  if (last === null) return false
  const { records, publishMetrics, now } = dependencies
  const finished = (await records.readBatches(last.cadence)).filter((record) => record.tick === last.tick)
  const stillOwed = await payDebts(finished, dependencies)
  await rotateDue(finished, renewable, dependencies)
  const cleared = stillOwed === 0 ? finished.map((record) => ({ ...record, owed: [] })) : finished
  const nowMs = now()
  const metrics = metricsOf(last, cleared, { stillOwed, nowMs })
  await publishMetrics(metrics, nowMs)
  return metrics.some(({ name }) => name === heartbeatMetric)
}

/** Pages that a batch could not deliver; returns how many nobody could be told yet. */
async function payDebts(finished: readonly BatchRecord[], dependencies: TickDependencies): Promise<number> {
  const keys = finished.flatMap((record) => record.owed)
  if (keys.length === 0) return 0
  const states = await dependencies.states.read(keys)
  let owed = 0
  for (const [key, state] of states) {
    const check = checkOf(dependencies.deployment, key)
    if (check !== undefined && state.owed.length > 0) owed += (await pay(state, check, dependencies)).owed
  }
  return owed
}

/** A version that was replaced since its batch found it due needs nothing more; what AWS renews itself is never asked for. */
async function rotateDue(
  finished: readonly BatchRecord[],
  { versionIds, leftToAws }: Renewable,
  { deployment, rotate, log }: TickDependencies,
): Promise<void> {
  for (const { check: key, versionId } of finished.flatMap((record) => record.due)) {
    const check = checkOf(deployment, key)
    if (check === undefined || leftToAws.includes(key) || (versionIds.get(key) ?? versionId) !== versionId) continue
    const outcome = await rotate(check, versionId)
    log({ event: 'rotation', check: key, outcome, step: null, versionId })
  }
}

/**
 * Cadences shorter than the schedule's own rate are spread over it by the delay of their messages. The last turn stands for the
 * tick: its record is what the next tick closes.
 */
async function openNext(
  { cadence, spreadSeconds }: Due,
  checks: readonly Check[],
  { versionIds, leftToAws, subscriptions }: Renewable & { subscriptions: SubscriptionsSeen | null },
  { deployment, records, enqueue, now }: TickDependencies,
): Promise<TickRecord> {
  const everySeconds = checks[0]?.everySeconds ?? spreadSeconds
  const offsets = Array.from(
    { length: Math.max(1, Math.floor(spreadSeconds / everySeconds)) },
    (_, turn) => turn * everySeconds,
  )
  const start = now()
  const turns = offsets.map((offset) => {
    const batches = cutBatches(deployment, checks, { cadence, tick: start + offset * 1_000, versionIds })
    return batches.map((batch) => ({ ...batch, delaySeconds: batch.delaySeconds + offset }))
  })
  const last = { tick: start + (offsets.at(-1) ?? 0) * 1_000, batches: turns.at(-1)?.length ?? 0 }
  const record: TickRecord = {
    cadence,
    ...last,
    checks: checks.length,
    config: deployment.hash,
    subscriptions,
    leftToAws,
  }
  await records.writeTick(record)
  await enqueue(turns.flat())
  return record
}
