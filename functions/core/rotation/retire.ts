import type { Shown } from '../probe/versions/triage.ts'
import { type Drain, type DrainEvidence, decideDrain } from './drain.ts'
import { currentNow, leaveToPeople, remainingWorks } from './look-again.ts'
import { closePendingMessage, deliverPendingMessage, pendingMessageOf } from './pending-message.ts'
import { rotatorFor } from './prepare.ts'
import { probeVersion, provedAlive } from './probe-version.ts'
import type { Retiring, RotationRecord } from './record.ts'
import { rollBack } from './roll.ts'
import { advance, type RotateDependencies, type RotationRun } from './rotation-run.ts'
import { RotationStopped } from './rotation-stopped.ts'
import type { Rotator } from './rotator.ts'
import { versionAt } from './versions.ts'

/** A failed revocation is tried again a day later. After the third failure a person is notified. */
const againMs = 24 * 60 * 60_000
const failuresToNotify = 3

/** Time for a revocation to reach every replica. */
const diesWithinMs = 60 * 60_000

/** Retires the old key after a promotion, one step per call: waits for the consumers, revokes it by id, and verifies that it is dead. */
export async function retire(
  run: RotationRun,
  record: RotationRecord,
  dependencies: RotateDependencies,
): Promise<RotationRecord> {
  if (record.phase === 'revoked') return verifyRevocation(run, record, dependencies)
  if ((await currentNow(run, record, dependencies)) === 'other') return leaveToPeople(run, record, dependencies)
  const rotator = await currentRotator(run, dependencies)
  const drain = decideDrain(await evidenceOf(run, record, rotator, dependencies), dependencies.now())
  if (drain.act === 'wait') return record
  if (drain.act === 'hold' && (await isGone(run, record, rotator, dependencies)))
    return revoked(run, record, 'the old key is gone already', dependencies)
  if (drain.act === 'hold') return hold(run, record, drain, dependencies)
  // Where nothing is revoked, nothing is irreversible.
  if (rotator.revoke !== null && !(await remainingWorks(run, record, dependencies)))
    return goBack(run, record, dependencies)
  return revokeAll(run, record, rotator, dependencies)
}

/**
 * Returns true if nobody can use the old key any more: a complete listing does not name it, and its version is refused twice. A run that was
 * killed after its revocation left it like that, or a person.
 */
async function isGone(
  run: RotationRun,
  record: RotationRecord,
  { list, capabilities }: Rotator,
  dependencies: RotateDependencies,
): Promise<boolean> {
  if (list === null || record.oldId === null || capabilities.deadReuseIsHarmful) return false
  const keys = await list()
  if ('kind' in keys || keys.some(({ id }) => id === record.oldId) || (await dependencies.isHeld(run.check)))
    return false
  const secret = await dependencies.versions.describe(run.event.secretArn)
  if (versionAt(secret, 'AWSPREVIOUS') !== record.baseVersionId) return false
  return (await probeVersion(run, { stage: 'AWSPREVIOUS', versionId: record.baseVersionId }, dependencies)) === 'dead'
}

async function revoked(
  run: RotationRun,
  record: RotationRecord,
  outcome: string,
  dependencies: RotateDependencies,
): Promise<RotationRecord> {
  const next = await advance(run, record, { phase: 'revoked', outcome }, dependencies, { retire: [] })
  return verifyRevocation(run, next, dependencies)
}

/** Makes the version before current again, because the new one is dead and the old one is proved alive. */
async function goBack(
  run: RotationRun,
  record: RotationRecord,
  dependencies: RotateDependencies,
): Promise<RotationRecord> {
  const secret = await dependencies.versions.describe(run.event.secretArn)
  const old = { stage: 'AWSPREVIOUS', versionId: record.baseVersionId }
  const isThere = versionAt(secret, 'AWSPREVIOUS') === record.baseVersionId
  if (!isThere || !(await provedAlive(run, old, dependencies)))
    throw new RotationStopped('the version that would remain is dead: nothing is revoked')
  return rollBack({ ...run, secret }, record, dependencies)
}

/** Opens the provider's calls with the current version. */
async function currentRotator(run: RotationRun, dependencies: RotateDependencies): Promise<Rotator> {
  const present = await dependencies.versions.read(run.event.secretArn, { stage: 'AWSCURRENT' })
  if (present === 'empty' || 'kind' in present) throw new RotationStopped('the present version cannot be read')
  return rotatorFor(run, present, dependencies)
}

async function evidenceOf(
  { check, rotation }: RotationRun,
  record: RotationRecord,
  rotator: Rotator,
  dependencies: RotateDependencies,
): Promise<DrainEvidence> {
  const { capabilities, list } = rotator
  const keys = capabilities.tellsLastUse && list !== null ? await list() : []
  const lastUsedAt = 'kind' in keys ? 'unknown' : (keys.find(({ id }) => id === record.oldId)?.lastUsedAt ?? null)
  const promotedAt = record.promotedAt ?? record.startedAt
  return {
    versionId: record.versionId,
    promotedAt,
    graceEndsAt: (record.claimedAt ?? promotedAt) + capabilities.graceMs,
    reports: await dependencies.reports(check),
    unnamed: await dependencies.unnamedReaders(check),
    lastUsedAt,
    released: record.releasedBy !== null,
    oldEndsAt: record.baseExpiresAt === null ? null : record.baseExpiresAt * 1_000,
    revokes: rotator.revoke !== null,
    terms: rotation.terms,
  }
}

async function hold(
  run: RotationRun,
  record: RotationRecord,
  { behind }: Extract<Drain, { act: 'hold' }>,
  dependencies: RotateDependencies,
): Promise<RotationRecord> {
  const detail = `behind: ${behind.join(', ')}`
  const pendingMessage = pendingMessageOf(record, 'consumers_behind', detail, dependencies.now())
  if (record.phase === 'held' && pendingMessage === record.pendingMessage)
    return deliverPendingMessage(record, run.check, dependencies)
  const held = await advance(run, record, { phase: 'held', outcome: detail }, dependencies, { pendingMessage })
  return deliverPendingMessage(held, run.check, dependencies)
}

/** Revokes keys by id; never the new key, whatever the record says. A key that could not be revoked stays on the list. */
async function revokeAll(
  run: RotationRun,
  record: RotationRecord,
  { revoke }: Rotator,
  dependencies: RotateDependencies,
): Promise<RotationRecord> {
  const nowMs = dependencies.now()
  const due =
    revoke === null ? [] : record.retire.filter(({ id, notBefore }) => notBefore <= nowMs && id !== record.newId)
  const left: Retiring[] = record.retire.filter(({ notBefore }) => revoke !== null && notBefore > nowMs)
  for (const one of due) {
    const done = await revoke?.(one.id)
    if (done?.kind !== 'done') left.push({ ...one, failures: one.failures + 1, notBefore: nowMs + againMs })
  }
  if (due.length === 0 && left.length > 0) return record
  const failed = left.some(({ failures }) => failures >= failuresToNotify)
  const pendingMessage = failed ? pendingMessageOf(record, 'revocation_failed', '', nowMs) : record.pendingMessage
  const [phase, outcome] =
    left.length === 0
      ? (['revoked', 'the old key is revoked'] as const)
      : (['draining', 'the old key could not be revoked'] as const)
  const next = await advance(run, record, { phase, outcome }, dependencies, { retire: left, pendingMessage })
  const notified = await deliverPendingMessage(next, run.check, dependencies)
  return phase === 'revoked' ? verifyRevocation(run, notified, dependencies) : notified
}

/** Ends the rotation once the old version is refused, or can no longer be asked. */
async function verifyRevocation(
  run: RotationRun,
  record: RotationRecord,
  dependencies: RotateDependencies,
): Promise<RotationRecord> {
  const shown = await probeOldVersion(run, record, dependencies)
  if (shown !== 'works') {
    const outcome = shown === 'dead' ? 'the old key is dead' : 'the old key is revoked, and was not asked'
    const done = await advance(run, record, { phase: 'done', outcome }, dependencies)
    return closePendingMessage(done, run.check, dependencies)
  }
  const since = record.entries.findLast(({ phase }) => phase === 'revoked')?.at ?? record.startedAt
  if (dependencies.now() - since < diesWithinMs) return record
  const pendingMessage = pendingMessageOf(record, 'old_one_lives', '', dependencies.now())
  if (pendingMessage === record.pendingMessage) return deliverPendingMessage(record, run.check, dependencies)
  const living = await advance(run, record, { phase: 'revoked', outcome: 'the old key still works' }, dependencies, {
    pendingMessage,
  })
  return deliverPendingMessage(living, run.check, dependencies)
}

async function probeOldVersion(
  run: RotationRun,
  record: RotationRecord,
  dependencies: RotateDependencies,
): Promise<Shown | 'empty'> {
  const secret = await dependencies.versions.describe(run.event.secretArn)
  if (versionAt(secret, 'AWSPREVIOUS') !== record.baseVersionId) return 'unknown'
  const { capabilities } = await currentRotator(run, dependencies)
  return capabilities.deadReuseIsHarmful
    ? 'unknown'
    : probeVersion(run, { stage: 'AWSPREVIOUS', versionId: record.baseVersionId }, dependencies)
}
