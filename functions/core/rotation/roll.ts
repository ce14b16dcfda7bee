import { afterPromotion } from './finish.ts'
import { deliverPendingMessage, pendingMessageOf } from './pending-message.ts'
import type { RotationRecord } from './record.ts'
import { advance, type RotateDependencies, type RotationRun } from './rotation-run.ts'
import { RotationStopped } from './rotation-stopped.ts'
import { versionAt } from './versions.ts'

/** Makes the pending version current, because the one before is dead. */
export async function rollForward(
  run: RotationRun,
  record: RotationRecord,
  dependencies: RotateDependencies,
): Promise<void> {
  const current = versionAt(run.secret, 'AWSCURRENT')
  if (current === null) throw new RotationStopped('the secret has no current version')
  await dependencies.versions.promote(run.event.secretArn, run.event.versionId, current)
  const pendingMessage = pendingMessageOf(record, 'rolled_forward', '', dependencies.now())
  const { changes } = afterPromotion(record, dependencies.now())
  const done = { phase: 'done', outcome: 'rolled forward: the version before was dead' } as const
  const rolled = await advance(run, record, done, dependencies, { ...changes, retire: [], pendingMessage })
  await deliverPendingMessage(rolled, run.check, dependencies)
}

/** Makes the previous version current again, because the new one is dead. */
export async function rollBack(
  run: RotationRun,
  record: RotationRecord,
  dependencies: RotateDependencies,
): Promise<RotationRecord> {
  const [current, previous] = [versionAt(run.secret, 'AWSCURRENT'), versionAt(run.secret, 'AWSPREVIOUS')]
  if (current === null || previous === null) return record
  await dependencies.versions.promote(run.event.secretArn, previous, current)
  // Left there, the label would have Secrets Manager try the dead version again in place of a new rotation.
  if (versionAt(run.secret, 'AWSPENDING') === current)
    await dependencies.versions.dropPending(run.event.secretArn, current)
  const pendingMessage = pendingMessageOf(record, 'rolled_back', '', dependencies.now())
  const given = { phase: 'quarantined', outcome: 'rolled back: the new version was dead' } as const
  const rolled = await advance(run, record, given, dependencies, { retire: [], pendingMessage })
  return deliverPendingMessage(rolled, run.check, dependencies)
}
