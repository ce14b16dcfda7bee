import { diesAtOnce } from '../model/capabilities.ts'
import { holdsBase } from './look-again.ts'
import { closePendingMessage } from './pending-message.ts'
import { probeVersion } from './probe-version.ts'
import { takeBack } from './quarantine.ts'
import { clearEscrow } from './received-answer.ts'
import type { RotationPhase, RotationRecord } from './record.ts'
import { advance, type RotateDependencies, type RotationRun } from './rotation-run.ts'
import { versionAt } from './versions.ts'

/** Phases before the promotion: the base version must still be current. */
const before: ReadonlySet<RotationPhase> = new Set(['preflight', 'claimed', 'escrowed', 'saved', 'verified'])

/** Returns true if somebody replaced the version that this rotation is about. */
export function isReplaced(record: RotationRecord, { secret }: Pick<RotationRun, 'secret'>): boolean {
  return before.has(record.phase) && isForeign(versionAt(secret, 'AWSCURRENT'), record)
}

const isForeign = (current: string | null, { baseVersionId, versionId }: RotationRecord): boolean =>
  current !== null && current !== baseVersionId && current !== versionId

/** Resolves the incident of a settled rotation once somebody's own version works. A field more beside a spent credential replaces nothing. */
export async function closeIfReplaced(
  run: RotationRun,
  record: RotationRecord,
  dependencies: RotateDependencies,
): Promise<void> {
  const versionId = versionAt(run.secret, 'AWSCURRENT')
  if (record.pendingMessage === null || versionId === null || !isForeign(versionId, record)) return
  if (diesAtOnce(record) && (await holdsBase(run, record, dependencies))) return
  if ((await probeVersion(run, { stage: 'AWSCURRENT', versionId }, dependencies)) === 'works')
    await closePendingMessage(record, run.check, dependencies)
}

/**
 * Abandons a rotation because somebody's own version works: a person gave consent again, or issued a credential by hand. Revokes what the
 * rotation made, and resolves its incident.
 */
export async function abandonReplaced(
  run: RotationRun,
  record: RotationRecord,
  dependencies: RotateDependencies,
): Promise<void> {
  const revoked = await takeBack(run, record, dependencies)
  await clearEscrow(run.check.key, record.versionId, dependencies.escrow)
  const theirs = 'somebody else replaced the secret, and that version works'
  const outcome =
    revoked || record.exchanges === 0 ? theirs : `${theirs}: the key that was made has to be revoked by hand`
  const given = await advance(run, record, { phase: 'abandoned', outcome }, dependencies)
  await closePendingMessage(given, run.check, dependencies)
}
