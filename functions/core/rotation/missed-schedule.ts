import { isMissed } from '../model/expiry.ts'
import { notifyProblem } from './notify-problem.ts'
import { recordFor } from './open-record.ts'
import type { RotationRecord } from './record.ts'
import type { RotateDependencies, RotationRun } from './rotation-run.ts'
import { rotationToken } from './rotation-token.ts'
import { versionAt } from './versions.ts'

/**
 * Notifies people when Secrets Manager's own date for the next rotation has passed: its rotation fails silently. If no rotation was ever
 * begun, the record of the next one carries the message.
 */
export async function notifyMissedSchedule(
  run: RotationRun,
  last: RotationRecord | null,
  dependencies: RotateDependencies,
): Promise<void> {
  if (!isMissed(run.secret.nextRotationAt, dependencies.now())) return
  const next = nextVersionId(run)
  const record = last ?? (next === null ? null : await recordFor(next, run, null, dependencies))
  // The person who is awaited knows already that it is late.
  if (record !== null && !awaited.has(record.pendingMessage?.problem))
    await notifyProblem('schedule_missed', run, record, dependencies)
}

/** Messages that say already that a rotation is due. */
const awaited: ReadonlySet<unknown> = new Set(['approval_wanted', 'rehearsal_wanted'])

/** Returns the id of the version that the first rotation would make. */
function nextVersionId({ secret, check }: RotationRun): string | null {
  const current = versionAt(secret, 'AWSCURRENT')
  const source = check.secret?.source
  return current === null || source?.from !== 'secrets-manager' ? null : rotationToken(source.id, current, 0)
}
