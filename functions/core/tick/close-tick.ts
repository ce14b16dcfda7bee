import type { DeliverDependencies, DeliveryResult } from '../alerting/deliver.ts'
import { watchOutages } from '../alerting/incidents/outage-messages.ts'
import { closeRemoved } from '../alerting/incidents/removed.ts'
import { deliverStorms } from '../alerting/incidents/storm-messages.ts'
import { type SubscriptionDependencies, watchSubscriptions } from '../alerting/subscriptions.ts'
import type { TransitionEventDependencies } from '../alerting/transition-events.ts'
import type { Check, CheckKey } from '../model/check.ts'
import { isMissed } from '../model/expiry.ts'
import { heartbeatMetric } from '../model/metric-names.ts'
import { probeLocationsOf } from '../model/probe-locations.ts'
import { activeConditionsOf } from '../state/active-conditions.ts'
import type { RecordStore, SubscriptionsSeen, TickRecord } from '../state/batch-record.ts'
import type { ConditionStore } from '../state/conditions.ts'
import { type MonitorState, type MonitorStore, provesJudging } from '../state/monitor.ts'
import { giveUp } from '../state/rotation-failed.ts'
import { type AbsentSecrets, absentSecrets } from './absent-secrets.ts'
import { countingPages } from './counted-pages.ts'
import { type DueDependencies, type Rotatable, rotateDue } from './due-rotations.ts'
import { orFault } from './fault.ts'
import { leaveToAws } from './managed-secrets.ts'
import type { Metric } from './metric.ts'
import { metricsOf } from './metrics.ts'
import { pagingMetrics } from './paging-metrics.ts'
import { deliverPending, deliverWaiting, together } from './pending-messages.ts'
import { type WiringFaults, wiringFaults } from './rotation-wiring.ts'
import type { Sweep } from './sweep.ts'
import { newestRecords } from './unsettled.ts'

export type CloseTickDependencies = DeliverDependencies &
  DueDependencies &
  SubscriptionDependencies &
  TransitionEventDependencies & {
    readonly records: RecordStore
    readonly conditions: ConditionStore
    readonly monitor: Pick<MonitorStore, 'readMonitor'>
    publishMetrics(metrics: readonly Metric[], at: number): Promise<void>
  }

/** The cadence whose last tick is closed, with its checks and what the sweep found; `swept` is null if the sweep failed. */
export type ClosingTick = {
  readonly cadence: string
  readonly checks: readonly Check[]
  readonly swept: Sweep | null
}

/** Result of closing a tick, for the tick that is opened next. */
export type ClosedTick = {
  /** Due time of the closed tick; null if this is the first tick of a config. */
  readonly tick: number | null
  /** Every check was judged, and no message is pending. */
  readonly complete: boolean
  readonly subscriptions: SubscriptionsSeen | null
  readonly leftToAws: readonly CheckKey[]
  readonly wiring: WiringFaults
  readonly absent: AbsentSecrets
}

const notClosed = { where: 'close-tick', code: 'not_closed' } as const

/** Closes the last tick of a cadence. What fails is logged and makes the tick incomplete; it never stops the next one. */
export async function closeTick(
  { cadence, checks, swept }: ClosingTick,
  dependencies: CloseTickDependencies,
): Promise<ClosedTick> {
  const last = await orFault(() => lastTick(cadence, dependencies), { ...notClosed, otherwise: null }, dependencies)
  const leftToAws = leaveToAws(checks, swept, last, dependencies.log)
  const wiring = wiringFaults(checks, swept, last, dependencies.log)
  const absent = absentSecrets(checks, swept, last, dependencies.now())
  await noteMissed(checks, swept, dependencies)
  const settling = { cadence, last, versionIds: swept?.versionIds ?? new Map(), leftToAws, wiring }
  const [complete, subscriptions] = await Promise.all([
    orFault(() => settleTick(settling, withTimeLimit(dependencies)), { ...notClosed, otherwise: false }, dependencies),
    watchSubscriptions(cadence, last?.subscriptions ?? null, dependencies),
  ])
  return { tick: last?.tick ?? null, complete, subscriptions, leftToAws, wiring, absent }
}

/** A tick that another config opened has other checks: it is not closed. */
async function lastTick(cadence: string, { records, deployment }: CloseTickDependencies): Promise<TickRecord | null> {
  const last = await records.readTick(cadence)
  return last?.config === deployment.hash ? last : null
}

/**
 * Records a failed rotation if Secrets Manager's own date has passed, or no function can be called: it reports no failure itself. From then on the expiry of the
 * secret pages. Rotations by Tokenwatch report their own failures.
 */
async function noteMissed(
  checks: readonly Check[],
  swept: Sweep | null,
  dependencies: CloseTickDependencies,
): Promise<void> {
  const { states, now } = dependencies
  const missed = checks.filter(
    ({ key, rotation }) =>
      (rotation.by === 'existing' && swept?.wiring.get(key) === 'unwired') ||
      ((rotation.by === 'existing' || rotation.by === 'managed') &&
        isMissed(swept?.nextRotations.get(key) ?? null, now())),
  )
  const giveUpAll = async () => {
    for (const { key } of missed) await giveUp(states, key)
  }
  await orFault(giveUpAll, { where: 'rotation', code: 'not_noted', otherwise: undefined }, dependencies)
}

type SettlingTick = Rotatable & { readonly cadence: string; readonly last: TickRecord | null }

/** Delivers what is pending, starts due rotations and publishes the metrics. Returns true if the tick has a heartbeat. */
async function settleTick(
  { cadence, last, versionIds, leftToAws, wiring }: SettlingTick,
  given: CloseTickDependencies,
): Promise<boolean> {
  const { counting: dependencies, pagesSent } = countingPages(given)
  const { records, conditions, states, deployment, publishMetrics, now } = dependencies
  const activeConditions = activeConditionsOf(await conditions.all(), deployment, await states.readExperiment())
  const pendingOfRemoved = await orFault(
    () => closeRemoved(cadence, { active: activeConditions, isFirst: last === null }, dependencies),
    { where: 'removed', code: 'not_closed', otherwise: 0 },
    dependencies,
  )
  const all = last === null ? [] : await records.readBatches(cadence)
  const known = all.filter(({ batch }) => batch < (last?.batches ?? 0))
  const newest = newestRecords(all, last?.batches ?? 0)
  const finished = known.filter((record) => record.tick === last?.tick)
  const checks = new Set(finished.flatMap((record) => [...record.pending, ...record.notices]))
  const waited = await orFault(
    () => deliverWaiting({ cadence, checks }, activeConditions, dependencies),
    { where: 'pending', code: 'not_found', otherwise: { sent: 0, pending: 1, waitsMs: [] } },
    dependencies,
  )
  if (last === null) return publishPages({ ...waited, sent: pagesSent() }, dependencies)
  const monitor = await dependencies.monitor.readMonitor()
  const late = together(waited, await deliverPending(finished, activeConditions, dependencies))
  const stillPending =
    pendingOfRemoved +
    late.pending +
    (await watchOutages(cadence, newest, activeConditions, dependencies)) +
    (await deliverStorms(activeConditions, dependencies)) +
    (monitor?.pending.length ?? 0)
  await rotateDue(finished, { versionIds, leftToAws, wiring, activeConditions, monitor }, dependencies)
  const cleared = stillPending === 0 ? finished.map((record) => ({ ...record, pending: [] })) : finished
  const nowMs = now()
  const paged = { ...late, sent: pagesSent() }
  const isProved = provesItself(monitor, dependencies)
  if (!isProved) dependencies.log({ event: 'fault', where: 'canaries', code: 'not_proved', check: null })
  const metrics = metricsOf(last, cleared, { stillPending, late: paged, nowMs }).filter(
    ({ name }) => isProved || name !== heartbeatMetric,
  )
  await publishMetrics(metrics, nowMs)
  return metrics.some(({ name }) => name === heartbeatMetric)
}

/**
 * Returns true if the canaries have lately proved that judging works, or if nobody can ask them: a network with endpoints only has no way
 * to STS. Verdicts that nothing proves are no good news, so that they have no heartbeat.
 */
function provesItself(
  monitor: MonitorState | null,
  { deployment, now }: Pick<CloseTickDependencies, 'deployment' | 'now'>,
): boolean {
  const network = probeLocationsOf(deployment)[0]?.network ?? null
  const canAsk = network === null || network.egress === 'nat'
  const shortest = Math.min(...deployment.checks.map(({ everySeconds }) => everySeconds))
  return !canAsk || provesJudging(monitor, now(), shortest)
}

/** Publishes the metrics of pages that the first tick of a config sent. Such a tick closes none, and has no heartbeat. */
async function publishPages(late: DeliveryResult, { publishMetrics, now }: CloseTickDependencies): Promise<false> {
  if (late.sent > 0) await publishMetrics(pagingMetrics([], late), now())
  return false
}

/** Milliseconds that one tick may spend on publishing messages. If SNS hangs, each message takes up to 16 s to fail. */
const publishLimitMs = 20_000

/** Publishes until the limit is used up, and rejects from then on: the messages stay pending, and the next tick opens in time. */
export function withTimeLimit<Dependencies extends Pick<CloseTickDependencies, 'publish' | 'now'>>(
  dependencies: Dependencies,
): Dependencies {
  const untilMs = dependencies.now() + publishLimitMs
  return {
    ...dependencies,
    async publish(message) {
      if (dependencies.now() >= untilMs) throw new Error('this tick has no time left to publish messages')
      return dependencies.publish(message)
    },
  }
}
