import { capabilitiesFor } from './capabilities-for.ts'
import { begun, generationFor, isSettled, type RotationRecord } from './record.ts'
import { type RotateDependencies, type RotationRun, write } from './rotation-run.ts'
import { versionAt } from './versions.ts'

/** What is healed or told has a record: a version that somebody else left behind, or that nobody has begun, gets one here. */
export async function recordOf(
  versionId: string,
  { check, rotation, event, secret }: RotationRun,
  record: RotationRecord | null,
  { journal, specOf, now }: Pick<RotateDependencies, 'journal' | 'specOf' | 'now'>,
): Promise<RotationRecord | null> {
  if (record !== null && record.versionId === versionId) return record
  if (!isSettled(record) && record?.phase !== 'preflight') return record
  const baseVersionId = versionAt(secret, 'AWSCURRENT') ?? versionId
  const generation = generationFor(record, baseVersionId)
  const { class: kind } = capabilitiesFor(rotation, specOf)
  const beginning = { check: check.key, versionId, class: kind, generation, baseVersionId, by: event.step }
  const found = begun(record, beginning, now())
  await write(found, journal)
  return found
}
