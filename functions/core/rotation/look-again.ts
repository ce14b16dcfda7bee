import { readSecret, type StoredSecret } from '../model/secret-value.ts'
import { fieldsOf } from './next-value.ts'
import { deliverPendingMessage, pendingMessageOf } from './pending-message.ts'
import { probeVersion, provedAlive } from './probe-version.ts'
import type { RotationRecord } from './record.ts'
import { advance, type RotateDependencies, type RotationRun } from './rotation-run.ts'
import { RotationStopped } from './rotation-stopped.ts'
import { type SecretDescription, stageOf, versionAt } from './versions.ts'

/** Holder of AWSCURRENT: the new credential, under its own version or one that only adds to it, or another one. */
export type CurrentNow = 'new' | 'other'

/** Determines the holder of AWSCURRENT now. A version that a person stored with the same credential counts as the new one. */
export async function currentNow(
  run: RotationRun,
  record: RotationRecord,
  dependencies: Pick<RotateDependencies, 'versions'>,
): Promise<CurrentNow> {
  return holderIn(await dependencies.versions.describe(run.event.secretArn), run, record, dependencies)
}

async function holderIn(
  secret: SecretDescription,
  run: RotationRun,
  record: RotationRecord,
  { versions }: Pick<RotateDependencies, 'versions'>,
): Promise<CurrentNow> {
  const { secretArn } = run.event
  const current = versionAt(secret, 'AWSCURRENT')
  if (current === record.versionId) return 'new'
  const made = stageOf(secret, record.versionId)
  if (current === null || current === record.baseVersionId || made === null) return 'other'
  const [theirs, ours] = await Promise.all([
    versions.read(secretArn, { stage: 'AWSCURRENT', versionId: current }),
    versions.read(secretArn, { stage: made, versionId: record.versionId }),
  ])
  return isSame(run, theirs, ours) ? 'new' : 'other'
}

/** Returns true if the current version only adds to the base version: it holds the same credential, which the rotation may have spent. */
export async function holdsBase(
  run: RotationRun,
  { baseVersionId }: RotationRecord,
  { versions }: Pick<RotateDependencies, 'versions'>,
): Promise<boolean> {
  const stage = stageOf(run.secret, baseVersionId)
  if (stage === null) return false
  const [theirs, base] = await Promise.all([
    versions.read(run.event.secretArn, { stage: 'AWSCURRENT' }),
    versions.read(run.event.secretArn, { stage, versionId: baseVersionId }),
  ])
  return isSame(run, theirs, base)
}

type Read = Awaited<ReturnType<RotateDependencies['versions']['read']>>

function isSame(run: RotationRun, one: Read, other: Read): boolean {
  const [first, second] = [one, other].map((read) =>
    read === 'empty' || 'kind' in read ? null : credentialIn(run, read),
  )
  return first != null && second != null && first.sameAs(second)
}

function credentialIn({ check, rotation }: RotationRun, stored: StoredSecret) {
  if (check.secret === null) return null
  const read = readSecret(stored, { ...check.secret, fields: fieldsOf(check, rotation.terms) }, null)
  return read.kind === 'failure' ? null : read.credential
}

/** Ends a rotation whose version is not in force any more. Nothing is revoked: people are notified which keys live. */
export async function leaveToPeople(
  run: RotationRun,
  record: RotationRecord,
  dependencies: RotateDependencies,
): Promise<RotationRecord> {
  const keys = [record.oldId, record.newId].filter((id) => id !== null)
  const detail = keys.length === 0 ? 'nothing was revoked' : `nothing was revoked; the keys are ${keys.join(' and ')}`
  const pendingMessage = pendingMessageOf(record, 'moved_back', detail, dependencies.now())
  const outcome = 'another version was made current: nothing is revoked'
  const left = await advance(run, record, { phase: 'abandoned', outcome }, dependencies, { retire: [], pendingMessage })
  return deliverPendingMessage(left, run.check, dependencies)
}

const movedMeanwhile = 'the current version moved meanwhile: nothing is revoked'

/**
 * Looks once more before the old key is revoked: the version that would remain must be in force and prove alive twice. Returns false if it is
 * dead. Stops if neither can be proved now.
 */
export async function remainingWorks(
  run: RotationRun,
  record: RotationRecord,
  dependencies: RotateDependencies,
): Promise<boolean> {
  const secret = await dependencies.versions.describe(run.event.secretArn)
  // A person may have moved the label since the last look: what would remain then is the very key that is to be revoked.
  if ((await holderIn(secret, run, record, dependencies)) === 'other') throw new RotationStopped(movedMeanwhile)
  const versionId = versionAt(secret, 'AWSCURRENT') ?? record.versionId
  const remaining = { stage: 'AWSCURRENT', versionId }
  if (await provedAlive(run, remaining, dependencies)) {
    const after = await dependencies.versions.describe(run.event.secretArn)
    if (versionAt(after, 'AWSCURRENT') === versionId) return true
    throw new RotationStopped(movedMeanwhile)
  }
  if ((await probeVersion(run, remaining, dependencies)) === 'dead') return false
  throw new RotationStopped('the version that would remain cannot be proved: nothing is revoked')
}
