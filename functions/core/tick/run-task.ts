import { type ReconcileDependencies, reconcileOpening } from '../alerting/incidents/reconcile-opening.ts'
import type { Deployment } from '../model/deployment.ts'
import { type ReviewDependencies, review } from '../review/review.ts'
import { type HeartbeatDependencies, sendHeartbeat } from '../watchdog/heartbeat.ts'
import { type SelfCheckDependencies, selfCheck } from '../watchdog/self-check.ts'
import { isDue, type ProbeTask } from './task.ts'

export type TaskDependencies = SelfCheckDependencies &
  HeartbeatDependencies &
  ReviewDependencies &
  ReconcileDependencies & { readonly deployment: Deployment }

/** Runs one task. Drops a task that is late, or of another config. A heartbeat that fails is only logged. */
export async function runTask(task: ProbeTask, dependencies: TaskDependencies): Promise<void> {
  const { deployment, log, now } = dependencies
  if (!isDue(task, deployment, now())) {
    log({ event: 'fault', where: task.task, code: 'not_due', check: null })
    return
  }
  switch (task.task) {
    case 'canaries':
      await selfCheck(task.tick, dependencies)
      return
    case 'review':
      return review(task.checks, dependencies)
    case 'opening': {
      const { task: _, tick: at, ...opening } = task
      return reconcileOpening({ ...opening, at }, dependencies)
    }
    case 'heartbeat':
      return sendAndLogHeartbeat(task.cadence, dependencies)
  }
}

async function sendAndLogHeartbeat(cadence: string, dependencies: TaskDependencies): Promise<void> {
  const { log } = dependencies
  const code = await sendHeartbeat(dependencies)
  if (code === null) log({ event: 'heartbeat', cadence })
  else log({ event: 'fault', where: 'heartbeat', code, check: null })
}
