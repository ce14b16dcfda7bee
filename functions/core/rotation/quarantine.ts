import { deliverPendingMessage, pendingMessageOf } from './pending-message.ts'
import { rotatorFor } from './prepare.ts'
import type { RotationRecord } from './record.ts'
import { advance, type RotateDependencies, type RotationRun } from './rotation-run.ts'
import { versionAt } from './versions.ts'

/**
 * Quarantines a bad new version: revokes its key by id, where it has one, and removes its label. The current version is not touched.
 */
export async function quarantine(
  run: RotationRun,
  record: RotationRecord,
  why: string,
  dependencies: RotateDependencies,
): Promise<void> {
  const revoked = await takeBack(run, record, dependencies)
  const pendingMessage = pendingMessageOf(record, 'new_version_bad', why, dependencies.now())
  const outcome = revoked ? `${why}: taken back` : `${why}: its key has to be revoked by hand`
  const quarantined = await advance(run, record, { phase: 'quarantined', outcome }, dependencies, { pendingMessage })
  await deliverPendingMessage(quarantined, run.check, dependencies)
}

/** Revokes the key of a new version and removes its label. Returns false if a person has to revoke the key. */
export async function takeBack(
  run: RotationRun,
  record: RotationRecord,
  dependencies: RotateDependencies,
): Promise<boolean> {
  const { secretArn } = run.event
  // Somebody may have made the new version current meanwhile: its key is in use then.
  if (versionAt(await dependencies.versions.describe(secretArn), 'AWSCURRENT') === record.versionId) return false
  const revoked = await revokeNew(run, record, dependencies)
  const secret = await dependencies.versions.describe(secretArn)
  const isPending = versionAt(secret, 'AWSPENDING') === record.versionId
  if (isPending && versionAt(secret, 'AWSCURRENT') !== record.versionId)
    await dependencies.versions.dropPending(secretArn, record.versionId)
  return revoked
}

/** Revokes the new key; never the old one, whatever the record says. */
async function revokeNew(run: RotationRun, record: RotationRecord, dependencies: RotateDependencies): Promise<boolean> {
  const { newId, oldId } = record
  const present = await dependencies.versions.read(run.event.secretArn, { stage: 'AWSCURRENT' })
  if (present === 'empty' || 'kind' in present) return newId === null
  const { revoke } = await rotatorFor(run, present, dependencies)
  if (revoke === null) return true
  if (newId === null || newId === oldId) return false
  return (await revoke(newId)).kind === 'done'
}
