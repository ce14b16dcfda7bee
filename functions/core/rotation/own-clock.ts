import { obstacleTo } from './may-start.ts'
import { notifyProblem } from './notify-problem.ts'
import { recordFor } from './open-record.ts'
import { generationFor, isSettled, type RotationRecord } from './record.ts'
import { pendingOf, repair } from './repair.ts'
import { isReplaced } from './replaced.ts'
import type { RotateDependencies, RotationRun } from './rotation-run.ts'
import { rotationToken } from './rotation-token.ts'
import { runAlone } from './run-all.ts'
import { versionAt } from './versions.ts'

/** Time after the last entry of an open rotation in which another run may still be at work on it. */
const quietMs = 2 * 60_000

/**
 * Rotates without Secrets Manager's schedule, under the same record, claim and token. Goes on with whatever an earlier run left: a claim, a
 * value in escrow, a version without a label.
 */
export async function rotateByOwnClock(
  run: RotationRun,
  record: RotationRecord,
  dependencies: RotateDependencies,
): Promise<string> {
  const current = versionAt(run.secret, 'AWSCURRENT')
  if (current === null) return 'wait'
  if (isSettled(record)) return begin(run, record, current, dependencies)
  if (isBusy(record, dependencies.now())) return 'wait'
  // One that spent nothing is not gone on with after a person cancelled the rotation.
  if (record.phase === 'preflight' && run.secret.rotationEnabled === false) return 'cancelled'
  const pending = pendingOf(run)
  const isOwn = current === record.baseVersionId && (pending === null || pending === record.versionId)
  if (!isOwn || isReplaced(record, run)) return repair(run, dependencies)
  if (record.exchanges > 0 && pending === null) {
    await dependencies.versions.attachPending(
      run.event.secretArn,
      record.versionId,
      versionAt(run.secret, 'AWSPENDING'),
    )
  }
  await runAlone(run, record.versionId, dependencies)
  return 'refreshed'
}

function isBusy({ heldUntil, entries }: RotationRecord, nowMs: number): boolean {
  return nowMs < heldUntil || nowMs - (entries.at(-1)?.at ?? 0) < quietMs
}

/** Begins the next rotation, as far as the config and a person permit it. */
async function begin(
  run: RotationRun,
  record: RotationRecord,
  current: string,
  dependencies: RotateDependencies,
): Promise<string> {
  const { check, rotation, secret } = run
  // Cancelled by a person; `null` stands for a secret whose rotation was never configured.
  if (secret.rotationEnabled === false) return 'cancelled'
  if (pendingOf(run) !== null) return repair(run, dependencies)
  // Nobody rehearses what lives for an hour, and one that is kept alive would die of waiting: this clock follows a rotation that ended well.
  const facts = {
    terms: rotation.terms,
    last: record,
    versionId: current,
    nowMs: dependencies.now(),
    isUnproved: false,
  }
  const obstacle = obstacleTo(facts)
  const source = check.secret?.source
  const secretId = source?.from === 'secrets-manager' ? source.id : secret.name
  const versionId = rotationToken(secretId, current, generationFor(record, current))
  if (obstacle === 'approval_wanted') {
    const waiting = await recordFor(versionId, run, record, dependencies)
    if (waiting !== null) await notifyProblem('approval_wanted', run, waiting, dependencies)
  }
  if (obstacle !== null) return 'wait'
  await runAlone(run, versionId, dependencies)
  return 'refreshed'
}
