import { cadencesOf } from '../model/cadences.ts'
import type { Check } from '../model/check.ts'
import type { TickRecord } from '../state/batch-record.ts'
import { provedMissing } from './absent-secrets.ts'
import { type CloseTickDependencies, closeTick } from './close-tick.ts'
import { orFault } from './fault.ts'
import { type OpenTickDependencies, openTick } from './open-tick.ts'
import type { Sweep } from './sweep.ts'
import { type ProbeTask, tasksOf } from './task.ts'

/** Everything that a tick needs from outside. It reads no secret values. */
export type TickDependencies = CloseTickDependencies &
  OpenTickDependencies & {
    sweep(checks: readonly Check[]): Promise<Sweep>
    /** Sends a task that is not a batch to `probe`. */
    ask(task: ProbeTask): Promise<void>
  }

/** Input from the schedule: the cadence that is due, and the seconds until the schedule starts it again. */
export type Due = { readonly cadence: string; readonly spreadSeconds: number }

/**
 * Runs one tick of one cadence: sweeps the secret store, closes the last tick, opens the next, and asks `probe` for the tasks besides.
 * If closing fails, the last tick has no heartbeat, and the next is opened all the same.
 */
export async function runTick({ cadence, spreadSeconds }: Due, dependencies: TickDependencies): Promise<TickRecord> {
  const { deployment, log } = dependencies
  const checks = cadencesOf(deployment).get(cadence) ?? []
  const swept = await sweepSafely(checks, dependencies)
  const closed = await closeTick({ cadence, checks, swept }, dependencies)
  const { subscriptions, leftToAws, wiring, absent } = closed
  const missing = provedMissing(absent, swept, dependencies.now())
  const versionIds = swept?.versionIds ?? new Map()
  const hosts = swept?.hosts ?? new Map()
  const seen = { versionIds, hosts, absent, missing }
  const opening = { cadence, spreadSeconds, checks, subscriptions, leftToAws, wiring, ...seen }
  const opened = await openTick(opening, dependencies)
  const { tick, batches } = opened
  await askAll(tasksOf(deployment, { cadence, tick, complete: closed.complete, previous: closed.tick }), dependencies)
  log({ event: 'tick', cadence, tick, batches, checks: checks.length, heartbeat: closed.complete })
  return opened
}

/** Without a sweep, batches read the current versions themselves. */
function sweepSafely(checks: readonly Check[], dependencies: TickDependencies): Promise<Sweep | null> {
  const fault = { where: 'sweep', code: 'not_swept', otherwise: null }
  return orFault(() => dependencies.sweep(checks), fault, dependencies)
}

async function askAll(tasks: readonly ProbeTask[], dependencies: TickDependencies): Promise<void> {
  for (const task of tasks) {
    const fault = { where: 'task', code: task.task, otherwise: undefined }
    await orFault(() => dependencies.ask(task), fault, dependencies)
  }
}
