import { capabilitiesFor } from './capabilities-for.ts'
import { notifyProblem } from './notify-problem.ts'
import { begun } from './record.ts'
import { type RotateDependencies, type RotationRun, write } from './rotation-run.ts'
import { isTokenOf } from './rotation-token.ts'
import { versionAt } from './versions.ts'

/**
 * Notifies people if a rotation of ours made the current version and its record is gone. Nobody knows then if its old key was revoked. The
 * record that is begun for the message ends at once, so that they are notified once.
 */
export async function notifyLostRecord(run: RotationRun, dependencies: RotateDependencies): Promise<void> {
  const { check, rotation, secret } = run
  const { class: kind } = capabilitiesFor(rotation, dependencies.specOf)
  const [versionId, baseVersionId] = [versionAt(secret, 'AWSCURRENT'), versionAt(secret, 'AWSPREVIOUS')]
  const source = check.secret?.source
  if (kind !== 'create_revoke' || versionId === null || baseVersionId === null) return
  if (source?.from !== 'secrets-manager' || !isTokenOf(versionId, source.id, baseVersionId)) return
  const beginning = { check: check.key, versionId, class: kind, generation: 0, baseVersionId, by: 'reconcile' } as const
  const found = { ...begun(null, beginning, dependencies.now()), phase: 'abandoned' } as const
  await write(found, dependencies.journal)
  await notifyProblem('record_lost', run, found, dependencies)
}
