import { closePendingMessage } from './pending-message.ts'
import { takeBack } from './quarantine.ts'
import type { RotationPhase, RotationRecord } from './record.ts'
import { probeVersion } from './retire.ts'
import { advance, type RotateDependencies, type RotationRun } from './rotation-run.ts'
import { versionAt } from './versions.ts'

/** Phases in which the version that was current at the beginning has to be current still. */
const before: ReadonlySet<RotationPhase> = new Set(['preflight', 'claimed', 'escrowed', 'saved', 'verified'])

/** Whether somebody has put another version in the place of the one that this rotation is about. */
export function isReplaced(record: RotationRecord, { secret }: Pick<RotationRun, 'secret'>): boolean {
  return before.has(record.phase) && isForeign(versionAt(secret, 'AWSCURRENT'), record)
}

const isForeign = (current: string | null, { baseVersionId, versionId }: RotationRecord): boolean =>
  current !== null && current !== baseVersionId && current !== versionId

/** What people were told of a rotation that is over ends when a version of theirs works. */
export async function closeIfReplaced(
  run: RotationRun,
  record: RotationRecord,
  dependencies: RotateDependencies,
): Promise<void> {
  const versionId = versionAt(run.secret, 'AWSCURRENT')
  if (record.pendingMessage === null || versionId === null || !isForeign(versionId, record)) return
  if ((await probeVersion(run, { stage: 'AWSCURRENT', versionId }, dependencies)) === 'works')
    await closePendingMessage(record, run.check, dependencies)
}

/**
 * Gives a rotation up in favour of somebody's version that works: a person who has consented anew, or issued a credential by hand. What it
 * made is taken back, and what it told people of is over.
 */
export async function abandonReplaced(
  run: RotationRun,
  record: RotationRecord,
  dependencies: RotateDependencies,
): Promise<void> {
  const revoked = await takeBack(run, record, dependencies)
  await dependencies.escrow.remove(run.check.key, record.versionId)
  const theirs = 'the secret was replaced by somebody else, whose version works'
  const outcome =
    revoked || record.exchanges === 0 ? theirs : `${theirs}: the key that was made has to be revoked by hand`
  const given = await advance(run, record, { phase: 'abandoned', outcome }, dependencies)
  await closePendingMessage(given, run.check, dependencies)
}
