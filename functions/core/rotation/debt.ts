import type { Check } from '../model/check.ts'
import type { RotationDebt, RotationRecord } from './record.ts'
import type { Situation } from './situation.ts'
import type { RotateDependencies } from './turn.ts'

/** The debt for a situation; the same object where people know of it already. */
export function debtOf(record: RotationRecord, situation: Situation, detail: string, at: number): RotationDebt {
  const { debt } = record
  return debt !== null && debt.situation === situation && debt.detail === detail
    ? debt
    : { situation, detail, at, told: false }
}

/**
 * Tells people what a record owes them, then clears the debt. A crash between the two says it twice under one alarm name; what nobody
 * took stays owed for the next look.
 */
export async function payDebt(
  record: RotationRecord,
  check: Check,
  { tell, journal }: Pick<RotateDependencies, 'tell' | 'journal'>,
): Promise<RotationRecord> {
  const { debt } = record
  if (debt === null || debt.told) return record
  const told = await tell({ kind: 'open', check, record, debt }).then(
    () => true,
    () => false,
  )
  if (!told) return record
  const paid = { ...record, revision: record.revision + 1, debt: { ...debt, told } }
  return (await journal.write(paid).catch(() => false)) ? paid : record
}

/** Closes the incident of a rotation that came to a good end. */
export async function closeDebt(
  record: RotationRecord,
  check: Check,
  { tell, journal, now }: Pick<RotateDependencies, 'tell' | 'journal' | 'now'>,
): Promise<RotationRecord> {
  const { debt } = record
  if (debt === null) return record
  if (debt.told) {
    const closed = await tell({ kind: 'resolve', check, record, debt: { ...debt, at: now() } }).then(
      () => true,
      () => false,
    )
    if (!closed) return record
  }
  const cleared = { ...record, revision: record.revision + 1, debt: null }
  return (await journal.write(cleared).catch(() => false)) ? cleared : record
}
