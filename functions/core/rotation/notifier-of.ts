import { deliverPendingMessage, pendingMessageOf } from './pending-message.ts'
import type { RotationRecord } from './record.ts'
import type { RotationProblem } from './rotation-problem.ts'
import { advance, type RotateDependencies, type RotationRun } from './rotation-run.ts'

/** Tells people of a situation, once for as long as it lasts, and leaves the rotation where it is. */
export async function notifierOf(
  problem: RotationProblem,
  run: RotationRun,
  record: RotationRecord,
  dependencies: RotateDependencies,
): Promise<void> {
  const pendingMessage = pendingMessageOf(record, problem, '', dependencies.now())
  const stillPending =
    pendingMessage === record.pendingMessage
      ? record
      : await advance(run, record, { phase: record.phase, outcome: problem }, dependencies, { pendingMessage })
  await deliverPendingMessage(stillPending, run.check, dependencies)
}
