import { notifyProblem } from './notify-problem.ts'
import { isSettled, type RotationRecord } from './record.ts'
import { advance, type RotateDependencies, type RotationRun } from './rotation-run.ts'
import { versionAt } from './versions.ts'
import { waitsForPerson } from './waits-for-person.ts'

/** Longest time from the beginning of a rotation to its promotion and verification. */
const promotedWithinMs = 60 * 60_000
/** With less of the old credential's life left, nothing is waited for. */
const urgentMs = 10 * 60_000
/** Rotations away from one version that were given up before people are notified. */
const mostGenerations = 2

/**
 * Notifies people of a rotation that repeats without coming to an end: a save that is refused, a slot that is full, a step that stops for
 * the same reason again and again. One that people were notified of already has its message.
 */
export async function notifyNoProgress(run: RotationRun, dependencies: RotateDependencies): Promise<void> {
  const record = await dependencies.journal.read(run.check.key)
  if (record === null || record.pendingMessage !== null || !isStuck(record, run, dependencies.now())) return
  const stop = await dependencies.stops.readStop(run.check.key)
  const why = stop !== null && stop.at >= record.startedAt ? stop.why : (record.entries.at(-1)?.outcome ?? '')
  await notifyProblem('no_progress', run, record, dependencies, why)
}

/**
 * Notes that the retirement of an old key stopped. Notifies people once it has stopped for the same reason for an hour: a drain may last for
 * days, so its age alone says nothing.
 */
export async function noteStoppedDrain(run: RotationRun, why: string, dependencies: RotateDependencies): Promise<void> {
  const record = await dependencies.journal.read(run.check.key)
  if (record === null) return
  const last = record.entries.at(-1)
  const outcome = `stopped: ${why}`
  if (last?.outcome !== outcome) await advance(run, record, { phase: record.phase, outcome }, dependencies)
  else if (dependencies.now() - last.at > promotedWithinMs)
    await notifyProblem('no_progress', run, record, dependencies, why)
}

function isStuck(record: RotationRecord, { rotation, secret }: RotationRun, nowMs: number): boolean {
  const { phase, startedAt, baseExpiresAt, generation } = record
  if (phase === 'abandoned')
    return generation >= mostGenerations && versionAt(secret, 'AWSCURRENT') === record.baseVersionId
  if (isSettled(record)) return false
  if (waitsForPerson(record, rotation.terms)) return false
  const isLate = baseExpiresAt !== null && baseExpiresAt * 1_000 - nowMs < urgentMs && nowMs - startedAt > urgentMs
  return isLate || nowMs - startedAt > promotedWithinMs
}
