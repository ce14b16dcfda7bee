import { diesAtOnce } from '../model/capabilities.ts'
import { capabilitiesFor } from './capabilities-for.ts'
import { holdsBase } from './look-again.ts'
import { inOwnTime } from './own-time.ts'
import { begun, generationFor, isSettled, type RotationRecord } from './record.ts'
import { lacksProof } from './rehearsal.ts'
import { type RotateDependencies, type RotationRun, write } from './rotation-run.ts'
import { RotationStopped } from './rotation-stopped.ts'
import { versionAt } from './versions.ts'
import { waitsForPerson } from './waits-for-person.ts'

/**
 * Returns the record of this rotation and begins one where there is none. Stops while the rotation before is open: its old key waits to be
 * revoked, or its answer was lost.
 */
export async function openRecord(run: RotationRun, dependencies: RotateDependencies): Promise<RotationRecord> {
  const { check, event, secret, rotation } = run
  const last = await dependencies.journal.read(check.key).catch(() => unreadable())
  if (last !== null && last.versionId === event.versionId)
    return inOwnTime(await resumed(last, run, dependencies), dependencies)
  if (last !== null && !(await isOver(last, run, dependencies)))
    throw new RotationStopped(`the rotation before is not over: ${last.phase}`)
  const baseVersionId = versionAt(secret, 'AWSCURRENT')
  if (baseVersionId === null) throw new RotationStopped('the secret has no current version')
  if (rotation.terms.approve) throw new RotationStopped(awaitsApproval)
  return begin(event.versionId, baseVersionId, run, last, dependencies)
}

const awaitsApproval = 'this rotation waits for approval'

/**
 * Returns the record that a repair or a message of this version is noted in. Begins one for a version that somebody else left behind, or
 * that no run has begun. An open rotation keeps its own record.
 */
export async function recordFor(
  versionId: string,
  run: RotationRun,
  record: RotationRecord | null,
  dependencies: Pick<RotateDependencies, 'journal' | 'specOf' | 'now'>,
): Promise<RotationRecord | null> {
  if (record !== null && record.versionId === versionId) return record
  if (!isSettled(record) && record?.phase !== 'preflight') return record
  const baseVersionId = versionAt(run.secret, 'AWSCURRENT') ?? versionId
  return begin(versionId, baseVersionId, run, record, dependencies)
}

async function begin(
  versionId: string,
  baseVersionId: string,
  { check, rotation, event }: RotationRun,
  last: RotationRecord | null,
  { journal, specOf, now }: Pick<RotateDependencies, 'journal' | 'specOf' | 'now'>,
): Promise<RotationRecord> {
  const generation = generationFor(last, baseVersionId)
  const { class: kind } = capabilitiesFor(rotation, specOf)
  const beginning = { check: check.key, versionId, class: kind, generation, baseVersionId, by: event.step }
  const first = begun(last, beginning, now())
  await write(first, journal)
  return first
}

function unreadable(): never {
  throw new RotationStopped('the record of this rotation cannot be read')
}

async function resumed(
  last: RotationRecord,
  { check, rotation }: RotationRun,
  dependencies: RotateDependencies,
): Promise<RotationRecord> {
  if (isSettled(last)) throw new RotationStopped(`this rotation is over: ${last.phase}`)
  if (rotation.terms.approve && last.approvedBy === null) throw new RotationStopped(awaitsApproval)
  if (waitsForPerson(last, rotation.terms) && (await lacksProof(check, last.class, last, dependencies)))
    throw new RotationStopped('this rotation waits for a rehearsal: run "tokenwatch rotate" with --rehearse-live')
  return last
}

/** Returns true if the last rotation blocks nothing: it is settled, spent nothing, or somebody replaced the credential that it spent. */
async function isOver(
  last: RotationRecord,
  run: RotationRun,
  dependencies: Pick<RotateDependencies, 'versions'>,
): Promise<boolean> {
  if (isSettled(last) || last.phase === 'preflight') return true
  const current = versionAt(run.secret, 'AWSCURRENT')
  if (last.phase !== 'claimed' || current === last.baseVersionId || current === last.versionId) return false
  return !diesAtOnce(last) || !(await holdsBase(run, last, dependencies))
}
