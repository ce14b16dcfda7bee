import { debtOf, payDebt } from './debt.ts'
import { rotatorFor } from './prepare.ts'
import type { RotationRecord } from './record.ts'
import { advance, type RotateDependencies, type Turn } from './turn.ts'
import { versionAt } from './versions.ts'

/**
 * Takes a bad new version out of the way: its key is revoked by its id, where it has one, and its label goes. The version in force is not
 * touched.
 */
export async function quarantine(
  turn: Turn,
  record: RotationRecord,
  why: string,
  dependencies: RotateDependencies,
): Promise<void> {
  const revoked = await takeBack(turn, record, dependencies)
  const debt = debtOf(record, 'new_version_bad', why, dependencies.now())
  const outcome = revoked ? `${why}: taken back` : `${why}: its key has to be revoked by hand`
  const quarantined = await advance(turn, record, { phase: 'quarantined', outcome }, dependencies, { debt })
  await payDebt(quarantined, turn.check, dependencies)
}

/** Revokes the key of a version that was made and takes its label away; false where the key has to be revoked by hand. */
export async function takeBack(turn: Turn, record: RotationRecord, dependencies: RotateDependencies): Promise<boolean> {
  const { secretArn } = turn.event
  const revoked = await revokeNew(turn, record, dependencies)
  const secret = await dependencies.versions.describe(secretArn)
  const isPending = versionAt(secret, 'AWSPENDING') === record.versionId
  if (isPending && versionAt(secret, 'AWSCURRENT') !== record.versionId)
    await dependencies.versions.dropPending(secretArn, record.versionId)
  return revoked
}

/** Never the old key, whatever the record says. */
async function revokeNew(turn: Turn, record: RotationRecord, dependencies: RotateDependencies): Promise<boolean> {
  const { newId, oldId } = record
  const present = await dependencies.versions.read(turn.event.secretArn, { stage: 'AWSCURRENT' })
  if (present === 'empty' || 'kind' in present) return newId === null
  const { revoke } = await rotatorFor(turn, present, dependencies)
  if (revoke === null) return true
  if (newId === null || newId === oldId) return false
  return (await revoke(newId)).kind === 'done'
}
