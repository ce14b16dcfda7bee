import { type DeliverDependencies, type DeliveryResult, deliver } from '../alerting/deliver.ts'
import { deliverNotices } from '../alerting/incidents/notices.ts'
import { watchOutages } from '../alerting/incidents/outage.ts'
import { withPatience } from '../alerting/incidents/patience.ts'
import { closeRemoved } from '../alerting/incidents/removed.ts'
import { deliverStorms } from '../alerting/incidents/storm.ts'
import { type SubscriptionDependencies, watchSubscriptions } from '../alerting/subscriptions.ts'
import { cadencesOf } from '../model/cadences.ts'
import type { Check, CheckKey } from '../model/check.ts'
import { checkOf } from '../model/deployment.ts'
import { heartbeatMetric } from '../model/metric-names.ts'
import { type ActiveConditions, activeConditionsOf } from '../state/active-conditions.ts'
import type { BatchRecord, RecordStore, SubscriptionsSeen, TickRecord } from '../state/batch-record.ts'
import type { ConditionStore } from '../state/conditions.ts'
import type { MonitorStore } from '../state/monitor.ts'
import { stateSchema } from '../state/state.ts'
import { type CutBatch, cutBatches } from './batches.ts'
import { type DueDependencies, type Renewable, rotateDue, type VersionIds } from './due-rotations.ts'
import { leaveToAws } from './managed-secrets.ts'
import type { Metric } from './metric.ts'
import { metricsOf } from './metrics.ts'
import { noteMissed } from './missed-rotations.ts'
import { type ProbeTask, tasksOf } from './task.ts'

/** What a tick needs from outside. It reads no secret's value. */
export type TickDependencies = DeliverDependencies &
  DueDependencies &
  SubscriptionDependencies & {
    readonly records: RecordStore
    readonly conditions: ConditionStore
    sweep(checks: readonly Check[]): Promise<Sweep>
    enqueue(batches: readonly CutBatch[]): Promise<void>
    /** Asks `probe` for something besides batches. */
    ask(task: ProbeTask): Promise<void>
    readonly monitor: Pick<MonitorStore, 'readMonitor'>
    publishMetrics(metrics: readonly Metric[], at: number): Promise<void>
  }

/** What the store's listing shows of the secrets that checks name, as far as it lists them. */
export type Sweep = {
  /** The current versions. */
  readonly versionIds: ReadonlyMap<CheckKey, string>
  /** Checks of secrets that AWS renews itself, without a function: managed external secrets. */
  readonly managedByAws: ReadonlySet<CheckKey>
  /** The store's own dates for the next rotations, where it rotates by itself; epoch milliseconds. */
  readonly nextRotations: ReadonlyMap<CheckKey, number>
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
  await noteMissed(checks, swept?.nextRotations ?? new Map(), dependencies).catch(
    noted('rotation', 'not_noted', undefined),
  )
  const [heartbeat, subscriptions] = await Promise.all([
    closeLast({ cadence, last, versionIds, leftToAws }, withPatience(dependencies)).catch(
      noted('close-tick', 'not_closed', false),
    ),
    watchSubscriptions(cadence, last?.subscriptions ?? null, dependencies),
  ])
  const record = await openNext(
    { cadence, spreadSeconds },
    checks,
    { versionIds, leftToAws, subscriptions },
    dependencies,
  )
  const ticked = { cadence, tick: record.tick, complete: heartbeat, previous: last?.tick ?? null }
  for (const task of tasksOf(deployment, ticked))
    await dependencies.ask(task).catch(noted('task', task.task, undefined))
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

/** What a tick knows of the one that it closes. */
type Closing = Renewable & { readonly cadence: string; readonly last: TickRecord | null }

/** What another config opened says nothing of this one. */
async function lastTick(cadence: string, { records, deployment }: TickDependencies): Promise<TickRecord | null> {
  const last = await records.readTick(cadence)
  return last?.config === deployment.hash ? last : null
}

async function closeLast({ cadence, last, ...renewable }: Closing, dependencies: TickDependencies): Promise<boolean> {
  const { records, conditions, states, deployment, publishMetrics, log, now } = dependencies
  const active = activeConditionsOf(await conditions.all(), deployment, await states.readExperiment())
  const notNotified = await closeRemoved(cadence, { active, isFirst: last === null }, dependencies).catch(() => {
    log({ event: 'fault', where: 'removed', code: 'not_closed', check: null })
    return 0
  })
  if (last === null) return false
  const known = (await records.readBatches(cadence)).filter((record) => record.batch < last.batches)
  const finished = known.filter((record) => record.tick === last.tick)
  const monitor = await dependencies.monitor.readMonitor()
  const late = await deliverPending(finished, active, dependencies)
  const stillPending =
    notNotified +
    late.pending +
    (await watchOutages(cadence, known, active, dependencies)) +
    (await deliverStorms(active, dependencies)) +
    (monitor?.pending.length ?? 0)
  await rotateDue(finished, { ...renewable, active, monitor }, dependencies)
  const cleared = stillPending === 0 ? finished.map((record) => ({ ...record, pending: [] })) : finished
  const nowMs = now()
  const metrics = metricsOf(last, cleared, { stillPending, late, nowMs })
  await publishMetrics(metrics, nowMs)
  return metrics.some(({ name }) => name === heartbeatMetric)
}

/** Pages that a batch could not deliver, and the notices of all batches; `owed` is how many nobody could be told yet. */
async function deliverPending(
  finished: readonly BatchRecord[],
  active: ActiveConditions,
  dependencies: TickDependencies,
): Promise<DeliveryResult> {
  const keys = [...new Set(finished.flatMap((record) => [...record.pending, ...record.notices]))]
  if (keys.length === 0) return nothingDelivered
  const states = [...(await dependencies.states.read(keys)).values()].filter(({ schema }) => schema <= stateSchema)
  let delivered = nothingDelivered
  for (const state of states) {
    const check = checkOf(dependencies.deployment, state.check)
    if (check !== undefined) delivered = together(delivered, await deliver(state, check, dependencies))
  }
  return { ...delivered, pending: delivered.pending + (await deliverNotices(states, active, dependencies)) }
}

const nothingDelivered: DeliveryResult = { sent: 0, pending: 0, waitsMs: [] }

function together(one: DeliveryResult, other: DeliveryResult): DeliveryResult {
  const waitsMs = [...one.waitsMs, ...other.waitsMs]
  return { sent: one.sent + other.sent, pending: one.pending + other.pending, waitsMs }
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
