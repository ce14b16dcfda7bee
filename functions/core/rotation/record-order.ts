import type { CheckKey } from '../model/check.ts'
import { advanced, isSettled, type Journal, type RotationRecord } from './record.ts'

/** An order that goes into the record of an open rotation: allow it to begin, or say that every consumer has moved on. */
export type OrderToRecord = 'approve' | 'release'

/** The written record, or why the order was refused, in one sentence. */
export type OrderResult =
  | { readonly kind: 'done'; readonly record: RotationRecord }
  | { readonly kind: 'refused'; readonly why: string }

/** Writes a person's order into the record. `approve` lets the rotation begin. `release` lets the old key be revoked. */
export async function recordOrder(
  check: CheckKey,
  { kind, by, at }: { readonly kind: OrderToRecord; readonly by: string; readonly at: number },
  journal: Pick<Journal, 'read' | 'write'>,
): Promise<OrderResult> {
  const record = await journal.read(check)
  if (record === null || isSettled(record)) return { kind: 'refused', why: 'no rotation of this check is open' }
  const fits =
    kind === 'approve' ? record.phase === 'preflight' : record.phase === 'held' || record.phase === 'draining'
  if (!fits) return { kind: 'refused', why: `the rotation is at ${record.phase}, and waits for no order` }
  const given = kind === 'approve' ? { approvedBy: by } : { releasedBy: by }
  const outcome = kind === 'approve' ? 'approved by a person' : 'a person says that every consumer has moved on'
  const next = advanced(record, { phase: record.phase, at, by, outcome }, given)
  return (await journal.write(next))
    ? { kind: 'done', record: next }
    : { kind: 'refused', why: 'the rotation has moved on meanwhile: look at it again' }
}
