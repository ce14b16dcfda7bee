import { closePendingMessage } from './pending-message.ts'
import type { RotationPhase, RotationRecord } from './record.ts'
import { advance, type RotateDependencies, type RotationRun } from './rotation-run.ts'
import { RotationStopped } from './rotation-stopped.ts'
import { versionAt } from './versions.ts'

/** Finishes the rotation (`finishSecret`). The record must be verified or saved: an unknown version is never made current. */
export async function finish(run: RotationRun, dependencies: RotateDependencies): Promise<void> {
  const record = await dependencies.journal.read(run.check.key)
  if (record === null || record.versionId !== run.event.versionId)
    throw new RotationStopped('there is no record of this rotation')
  if (record.phase !== 'verified' && record.phase !== 'saved')
    throw new RotationStopped(`this rotation is not ready to finish: ${record.phase}`)
  const promoted = await promote(run, record, dependencies)
  if (promoted.phase === 'done') await closePendingMessage(promoted, run.check, dependencies)
}

/** Makes the new version current and records what is left to do. Stops if AWSCURRENT has moved since the rotation began. */
export async function promote(
  run: RotationRun,
  record: RotationRecord,
  dependencies: RotateDependencies,
): Promise<RotationRecord> {
  const { event } = run
  const secret = await dependencies.versions.describe(event.secretArn)
  const current = versionAt(secret, 'AWSCURRENT')
  if (current === null) throw new RotationStopped('the secret has no current version')
  if (current !== event.versionId) {
    if (current !== record.baseVersionId)
      throw new RotationStopped('the current version is not the one that this rotation began with')
    await dependencies.versions.promote(event.secretArn, event.versionId, current)
  }
  const { phase, changes } = afterPromotion(record, dependencies.now())
  return advance(run, record, { phase, outcome: 'the new version is current' }, dependencies, changes)
}

/** Stands for the old key of a provider that has two slots and no ids. */
const theOtherSlot = 'other-slot'

/** Returns the phase and the record's changes that follow a promotion, by class. */
export function afterPromotion(
  record: RotationRecord,
  nowMs: number,
): { readonly phase: RotationPhase; readonly changes: Partial<RotationRecord> } {
  const promotedAt = record.promotedAt ?? nowMs
  switch (record.class) {
    case 'create_revoke': {
      // Where keys have no ids, the provider's own call knows which key is the old one.
      const retire = [{ id: record.oldId ?? theOtherSlot, failures: 0, notBefore: promotedAt }]
      return { phase: 'draining', changes: { promotedAt, retire } }
    }
    case 'rotate_grace':
      return { phase: 'draining', changes: { promotedAt } }
    // The old one is dead already, so the promoted version is verified before the rotation is done.
    case 'rotate_dead':
    case 'refresh_rotating':
      return { phase: 'promoted', changes: { promotedAt } }
    case 'refresh_static':
    case 'client_credentials':
    case 'derived':
      return { phase: 'done', changes: { promotedAt } }
  }
}
