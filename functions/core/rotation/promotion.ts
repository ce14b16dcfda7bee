import type { RotationPhase, RotationRecord } from './record.ts'

/** Stands for the old key of a provider that has two slots and no ids. */
const theOtherSlot = 'other-slot'

/** What a promotion leaves to be done, by class. */
export function promotionOf(
  record: RotationRecord,
  nowMs: number,
): { readonly phase: RotationPhase; readonly changes: Partial<RotationRecord> } {
  const promotedAt = record.promotedAt ?? nowMs
  switch (record.class) {
    case 'create_revoke': {
      // Where keys have no ids, the provider's call knows which one is meant.
      const retire = [{ id: record.oldId ?? theOtherSlot, failures: 0, notBefore: promotedAt }]
      return { phase: 'draining', changes: { promotedAt, retire } }
    }
    case 'rotate_grace':
      return { phase: 'draining', changes: { promotedAt } }
    // Looked at once more before it is done: nobody can go back.
    case 'rotate_dead':
    case 'refresh_rotating':
      return { phase: 'promoted', changes: { promotedAt } }
    case 'refresh_static':
    case 'client_credentials':
    case 'derived':
      return { phase: 'done', changes: { promotedAt } }
  }
}
