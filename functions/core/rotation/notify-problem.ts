import { deliverPendingMessage, pendingMessageOf } from './pending-message.ts'
import type { RotationRecord } from './record.ts'
import type { RotationProblem } from './rotation-problem.ts'
import { advance, type RotateDependencies, type RotationRun } from './rotation-run.ts'

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
