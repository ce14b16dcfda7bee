import { diesAtOnce } from '../model/capabilities.ts'
import { settlingMs } from '../probe/versions/triage.ts'
import { takeBack } from './quarantine.ts'
import { isSettled, type RotationRecord } from './record.ts'
import { isReplaced } from './replaced.ts'
import { advance, type RotateDependencies, type RotationRun } from './rotation-run.ts'
import { runAlone } from './run-all.ts'
import { versionAt } from './versions.ts'
import { waitsForPerson } from './waits-for-person.ts'

/** Returns true for an open rotation before its promotion whose version has no label: somebody removed it, or it was never written. */
export function isUnlabelled(record: RotationRecord, run: Pick<RotationRun, 'secret'>): boolean {
  const isOpen = !isSettled(record) && record.promotedAt === null
  return isOpen && !isReplaced(record, run) && !run.secret.stages.has(record.versionId)
}

/**
 * Abandons a rotation that spent nothing and whose pending version is gone, so that the next request has another token. Secrets Manager
 * ignores a token whose version exists. One that waits for a person has no version yet and stays.
 */
export async function giveUpUnstarted(
  run: RotationRun,
  record: RotationRecord,
  dependencies: RotateDependencies,
): Promise<RotationRecord> {
  const waits = waitsForPerson(record, run.rotation.terms)
  const isStale = dependencies.now() - (record.entries.at(-1)?.at ?? 0) > settlingMs
  if (record.phase !== 'preflight' || waits || !isStale || !isUnlabelled(record, run)) return record
  const given = { phase: 'abandoned', outcome: 'its pending version is gone, and nothing was spent' } as const
  return advance(run, record, given, dependencies)
}

/**
 * Goes on with a rotation whose exchange was begun and whose version has no label. If the old credential lives on and the new one is saved,
 * a removed label is respected: the new one is taken back. In any other case the new version may hold the only credential.
 */
export async function resumeUnlabelled(
  run: RotationRun,
  record: RotationRecord,
  dependencies: RotateDependencies,
): Promise<void> {
  const isSaved = record.phase === 'saved' || record.phase === 'verified'
  if (isSaved && !diesAtOnce(record) && record.class !== 'rotate_grace') return letGo(run, record, dependencies)
  const { versions } = dependencies
  await versions.attachPending(run.event.secretArn, record.versionId, versionAt(run.secret, 'AWSPENDING'))
  await runAlone(run, record.versionId, dependencies)
}

async function letGo(run: RotationRun, record: RotationRecord, dependencies: RotateDependencies): Promise<void> {
  const revoked = await takeBack(run, record, dependencies)
  const theirs = 'somebody removed its label: the version before stays in force'
  const outcome = revoked ? theirs : `${theirs}, and the key that was made has to be revoked by hand`
  await advance(run, record, { phase: 'abandoned', outcome }, dependencies)
}
