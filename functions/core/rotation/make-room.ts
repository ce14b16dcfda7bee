import { firstThatFit } from '../state/room.ts'
import { stopAndNotify } from './notify-problem.ts'
import { keyName, orphansAmong } from './orphans.ts'
import type { Prepared } from './prepare.ts'
import type { RotationRecord } from './record.ts'
import type { RotateDependencies, RotationRun } from './rotation-run.ts'
import { RotationStopped } from './rotation-stopped.ts'

/**
 * Deletes keys of ours from an earlier try whose value nobody has, and stops if there is no room for one more. Returns the ids that are
 * there now: a key that appears later is ours.
 */
export async function makeRoom(
  run: RotationRun,
  record: RotationRecord,
  { rotator, oldId }: Prepared,
  dependencies: RotateDependencies,
): Promise<readonly string[]> {
  const { capabilities, list, revoke } = rotator
  if (list === null) return []
  const keys = await list()
  if ('kind' in keys) throw new RotationStopped(`the keys cannot be listed: ${keys.code}`)
  if (capabilities.class !== 'create_revoke' || revoke === null) return stopIfTooMany(keys.map(({ id }) => id))
  const name = keyName(run.event.secretArn, run.event.versionId)
  const { claimedAt, idsBefore } = record
  const orphans = orphansAmong(keys, { capabilities, name, claimedAt, idsBefore, inUse: [oldId, record.newId] })
  for (const id of orphans) {
    const done = await revoke(id)
    if (done.kind !== 'done') throw new RotationStopped(`a key of an earlier try cannot be deleted: ${done.code}`)
  }
  const left = keys.filter(({ id }) => !orphans.includes(id))
  stopIfTooMany(left.map(({ id }) => id))
  if (capabilities.keyLimit !== null && left.length >= capabilities.keyLimit)
    await stopAndNotify(run, record, 'keys_used_up', dependencies)
  return left.map(({ id }) => id)
}

/** Stops before a key is made if the ids that stand there are too long together for the record: it tells the new key by them. */
export function stopIfTooMany(ids: readonly string[]): readonly string[] {
  if (firstThatFit(ids) !== ids)
    throw new RotationStopped(
      'the provider lists more keys than the record has room for: delete those that nobody needs',
    )
  return ids
}
