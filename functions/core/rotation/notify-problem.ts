import { deliverPendingMessage, pendingMessageOf } from './pending-message.ts'
import type { RotationRecord } from './record.ts'
import type { RotationProblem } from './rotation-problem.ts'
import { advance, type RotateDependencies, type RotationRun } from './rotation-run.ts'
import { RotationStopped } from './rotation-stopped.ts'

/** Notifies people of a problem, once for as long as it lasts. The phase of the rotation stays. */
export async function notifyProblem(
  problem: RotationProblem,
  run: RotationRun,
  record: RotationRecord,
  dependencies: RotateDependencies,
  detail = '',
): Promise<void> {
  const pendingMessage = pendingMessageOf(record, problem, detail, dependencies.now())
  const next =
    pendingMessage === record.pendingMessage
      ? record
      : await advance(run, record, { phase: record.phase, outcome: problem }, dependencies, { pendingMessage })
  await deliverPendingMessage(next, run.check, dependencies)
}

/** Notifies people of a problem that the rotation cannot solve, then stops. */
export async function stopAndNotify(
  run: RotationRun,
  record: RotationRecord,
  problem: 'answer_lost' | 'answer_unreadable' | 'consent_needed' | 'keys_used_up',
  dependencies: RotateDependencies,
): Promise<never> {
  await notifyProblem(problem, run, record, dependencies)
  throw new RotationStopped(`this needs a person: ${problem}`)
}
