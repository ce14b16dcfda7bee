import type { BatchMessage, BatchRecord, RecordStore, TickRecord } from './batch-record.ts'
import { cadencesOf, cutBatches } from './batches.ts'
import type { Check, CheckKey } from './check.ts'
import { checkOf, type Deployment } from './deployment.ts'
import type { RotationOutcome } from './log.ts'
import { type Metric, metricsOf } from './metrics.ts'
import { type PayDependencies, pay } from './pay.ts'

/** What a tick needs from outside. It reads no secret's value. */
export type TickDependencies = PayDependencies & {
  readonly deployment: Deployment
  readonly records: RecordStore
  /** The current version of every secret that the checks name, as far as the store lists them. */
  sweep(checks: readonly Check[]): Promise<ReadonlyMap<CheckKey, string>>
  enqueue(batches: readonly { readonly message: BatchMessage; readonly delaySeconds: number }[]): Promise<void>
  publishMetrics(metrics: readonly Metric[], at: number): Promise<void>
  /** Starts the rotation of a check's secret away from a version; the same request twice is one rotation. */
  rotate(check: Check, versionId: string): Promise<RotationOutcome>
  now(): number
}

/**
 * One tick of one cadence: close the last one (pay what is still owed, start what has to be rotated, send the metrics and the
 * heartbeat), then open the next. Trouble with the
 * old tick costs its heartbeat, never the new tick. The due time is taken here, since the scheduler is precise to a minute only.
 */
export async function runTick(cadence: string, dependencies: TickDependencies): Promise<TickRecord> {
  const { deployment, sweep } = dependencies
  const checks = cadencesOf(deployment).get(cadence) ?? []
  const fault = (where: string, code: string) => dependencies.log({ event: 'fault', where, code, check: null })
  const versionIds = await sweep(checks).catch((): VersionIds => {
    fault('sweep', 'not_swept')
    return new Map()
  })
  const heartbeat = await closeLast(cadence, versionIds, dependencies).catch(() => {
    fault('close-tick', 'not_closed')
    return false
  })
  const record = await openNext(cadence, checks, versionIds, dependencies)
  dependencies.log({
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

async function closeLast(cadence: string, versionIds: VersionIds, dependencies: TickDependencies): Promise<boolean> {
  const { records, deployment, publishMetrics, now } = dependencies
  const last = await records.readTick(cadence)
  if (last === null || last.config !== deployment.hash) return false
  const finished = (await records.readBatches(cadence)).filter((record) => record.tick === last.tick)
  const stillOwed = await payDebts(finished, dependencies)
  await rotateDue(finished, versionIds, dependencies)
  const cleared = stillOwed === 0 ? finished.map((record) => ({ ...record, owed: [] })) : finished
  const metrics = metricsOf(last, cleared, stillOwed)
  await publishMetrics(metrics, now())
  return metrics.some((metric) => 'Cadence' in metric.dimensions)
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

/** A version that was replaced since its batch found it due needs nothing more. */
async function rotateDue(
  finished: readonly BatchRecord[],
  versionIds: VersionIds,
  { deployment, rotate, log }: TickDependencies,
): Promise<void> {
  for (const { check: key, versionId } of finished.flatMap((record) => record.due)) {
    const check = checkOf(deployment, key)
    if (check === undefined || (versionIds.get(key) ?? versionId) !== versionId) continue
    const outcome = await rotate(check, versionId)
    log({ event: 'rotation', check: key, outcome, step: null, versionId })
  }
}

async function openNext(
  cadence: string,
  checks: readonly Check[],
  versionIds: VersionIds,
  { deployment, records, enqueue, now }: TickDependencies,
): Promise<TickRecord> {
  const tick = now()
  const batches = cutBatches(deployment, checks, { cadence, tick, versionIds })
  const record: TickRecord = { cadence, tick, batches: batches.length, checks: checks.length, config: deployment.hash }
  await records.writeTick(record)
  await enqueue(batches)
  return record
}
