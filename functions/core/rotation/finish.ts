import { closePendingMessage } from './pending-message.ts'
import { promotionOf } from './promotion.ts'
import type { RotationRecord } from './record.ts'
import { advance, type RotateDependencies, type RotationRun } from './rotation-run.ts'
import { RotationStopped } from './rotation-stopped.ts'
import { versionAt } from './versions.ts'

/** The step that finishes. The record has to know of the version: an empty or unknown one is never made current. */
export async function finish(run: RotationRun, dependencies: RotateDependencies): Promise<void> {
  const record = await dependencies.journal.read(run.check.key)
  if (record === null || record.versionId !== run.event.versionId)
    throw new RotationStopped('there is no record of this rotation')
  if (record.phase !== 'verified' && record.phase !== 'saved')
    throw new RotationStopped(`this rotation is not ready to finish: ${record.phase}`)
  const promoted = await promote(run, record, dependencies)
  if (promoted.phase === 'done') await closePendingMessage(promoted, run.check, dependencies)
}

/** Makes the new version current, if the label still stands where it was seen, and notes what is left to do. */
export async function promote(
  run: RotationRun,
  record: RotationRecord,
  dependencies: RotateDependencies,
): Promise<RotationRecord> {
  const { event } = run
  const secret = await dependencies.versions.describe(event.secretArn)
  const current = versionAt(secret, 'AWSCURRENT')
  if (current === null) throw new RotationStopped('the secret has no current version')
  if (current !== event.versionId) {
    if (current !== record.baseVersionId)
      throw new RotationStopped('the current version is not the one that this rotation began with')
    await dependencies.versions.promote(event.secretArn, event.versionId, current)
  }
  const { phase, changes } = promotionOf(record, dependencies.now())
  return advance(run, record, { phase, outcome: 'the new version is current' }, dependencies, changes)
}
