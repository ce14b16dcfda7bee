import { watchOutages } from '../alerting/incidents/outage-messages.ts'
import { cadencesOf, isAskedBetween, watchSeconds } from '../model/cadences.ts'
import type { Check, CheckKey } from '../model/check.ts'
import { deploymentMetrics } from '../model/metric-names.ts'
import { isWithinBudget } from '../probe/calls/ask-again.ts'
import { activeConditionsOf } from '../state/active-conditions.ts'
import type { BatchMessage, BatchRecord, RecordStore, TickRecord } from '../state/batch-record.ts'
import { type CutBatch, cutBatches } from './batches.ts'
import type { CloseTickDependencies } from './close-tick.ts'
import { orFault } from './fault.ts'
import type { Metric } from './metric.ts'
import type { OpenTickDependencies } from './open-tick.ts'
import { pagingMetrics } from './paging-metrics.ts'
import { againFrom, newestRecords, originOf } from './unsettled.ts'

export type WatchDependencies = Pick<
  CloseTickDependencies,
  'deployment' | 'conditions' | 'states' | 'publishMetrics' | 'publish' | 'place' | 'log' | 'now'
> &
  Pick<OpenTickDependencies, 'enqueue'> & { readonly records: Pick<RecordStore, 'readTick' | 'readBatches'> }

/** Event of the watchdog's schedule. */
export const watchEvent = { watch: true } as const

/** A cadence that is this late, or whose tick is this long without all of its verdicts, is silent. */
const silentAfterMs = 1_800_000

/** One cadence, as its records show it. */
type WatchedCadence = {
  readonly cadence: string
  readonly checks: readonly Check[]
  readonly last: TickRecord
  /** The newest record of each batch. */
  readonly newest: readonly BatchRecord[]
}

/**
 * Looks after all cadences, however slow: asks unsettled checks again before their next tick, and sends the metric `Watched` if no
 * cadence is silent. An alarm goes off where the metric is missing, so that it also tells of a watchdog that does not run.
 */
export async function watchCadences(dependencies: WatchDependencies): Promise<void> {
  const { deployment, records, publishMetrics, log, now } = dependencies
  let isSilent = false
  const paged: Metric[] = []
  for (const [cadence, checks] of cadencesOf(deployment)) {
    const last = await records.readTick(cadence)
    const all = last === null ? [] : await records.readBatches(cadence)
    const newest = newestRecords(all, last?.batches ?? 0)
    paged.push(...pagesOfLastRound(all, now()))
    const watched = last === null ? null : { cadence, checks, last, newest }
    if (watched === null || isSilentCadence(watched, now())) {
      isSilent = true
      log({ event: 'fault', where: 'watch', code: `silent_${cadence}`, check: null })
    }
    if (watched !== null && checks.some(isAskedBetween)) {
      const fault = { where: 'watch', code: `not_asked_${cadence}`, otherwise: undefined }
      await orFault(() => lookAgain(watched, dependencies), fault, dependencies)
    }
  }
  const watched: Metric = { name: deploymentMetrics.watched, dimensions: {}, unit: 'Count', values: [1] }
  const metrics = [...paged, ...(isSilent ? [] : [watched])]
  if (metrics.length > 0) await publishMetrics(metrics, now())
}

/** Counts the pages of the batches that the round before has sent. The next tick counts its own batches only. */
function pagesOfLastRound(records: readonly BatchRecord[], nowMs: number): readonly Metric[] {
  const sent = records.filter(
    ({ batch, tick }) => originOf(batch) !== batch && nowMs - tick < 1_500 * watchSeconds && tick < nowMs,
  )
  return sent.length === 0 ? [] : pagingMetrics(sent, { sent: 0, waitsMs: [] })
}

function isSilentCadence({ checks, last, newest }: WatchedCadence, nowMs: number): boolean {
  const everyMs = (checks[0]?.everySeconds ?? 0) * 1_000
  if (nowMs > last.tick + everyMs + silentAfterMs) return true
  if (nowMs <= last.tick + silentAfterMs) return false
  const whole = newest.filter(({ tick, notRun, unsaved }) => tick >= last.tick && notRun === 0 && unsaved === 0)
  return whole.length < last.batches
}

/** Sends the unsettled checks of a slow cadence once more, and updates the outages of their providers. */
async function lookAgain(watched: WatchedCadence, dependencies: WatchDependencies): Promise<void> {
  const { deployment, conditions, states, enqueue, now } = dependencies
  const { cadence, last, newest } = watched
  // A tick of this config numbers its batches otherwise.
  if (last.config !== deployment.hash) return
  const batches = againOf(watched, dependencies)
  if (batches.length > 0) await enqueue(batches)
  const active = activeConditionsOf(await conditions.all(), deployment, await states.readExperiment())
  const isAgain = newest.some(({ batch, tick }) => originOf(batch) !== batch && now() - tick < 2_000 * watchSeconds)
  if (isAgain) await watchOutages(cadence, newest, active, dependencies)
}

function besideOf(unsettled: readonly CheckKey[], asked: readonly CheckKey[]): Pick<BatchMessage, 'beside'> {
  const beside = unsettled.filter((key) => !asked.includes(key))
  return beside.length === 0 ? {} : { beside }
}

function againOf({ cadence, checks, newest }: WatchedCadence, dependencies: WatchDependencies): readonly CutBatch[] {
  const { deployment, now } = dependencies
  const tick = now()
  const round = Math.floor(tick / (watchSeconds * 1_000))
  const wanted = new Map(newest.map(({ batch, again = [] }) => [originOf(batch), new Set<CheckKey>(again)] as const))
  return cutBatches(deployment, checks, { cadence, tick, versionIds: new Map() }).flatMap((cut) => {
    const { message } = cut
    const unsettled = message.checks.filter((key) => wanted.get(message.batch)?.has(key) ?? false)
    const asked = unsettled.filter((key) => isWithinBudget(deployment, key, round))
    return asked.length === 0
      ? []
      : [
          {
            ...cut,
            message: { ...message, batch: againFrom + message.batch, checks: asked, ...besideOf(unsettled, asked) },
          },
        ]
  })
}
