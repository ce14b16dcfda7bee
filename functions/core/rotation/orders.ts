import type { CheckKey } from '../model/check.ts'
import { advanced, isSettled, type Journal, type RotationRecord } from './record.ts'

/** What a person may say of a rotation that waits for one. */
export type RotateOrder = 'approve' | 'release'

/** What came of it: the record, or why there is nothing to say. */
export type Ordered =
  | { readonly kind: 'done'; readonly record: RotationRecord }
  | { readonly kind: 'refused'; readonly why: string }

/** Notes a person's word in the record. `approve` lets a rotation begin; `release` says that every consumer has moved on. */
export async function order(
  check: CheckKey,
  { kind, by, at }: { readonly kind: RotateOrder; readonly by: string; readonly at: number },
  journal: Pick<Journal, 'read' | 'write'>,
): Promise<Ordered> {
  const record = await journal.read(check)
  if (record === null || isSettled(record)) return { kind: 'refused', why: 'no rotation of this check is open' }
  const fits =
    kind === 'approve' ? record.phase === 'preflight' : record.phase === 'held' || record.phase === 'draining'
  if (!fits) return { kind: 'refused', why: `the rotation is at ${record.phase}, which waits for nobody's word` }
  const given = kind === 'approve' ? { approvedBy: by } : { releasedBy: by }
  const outcome = kind === 'approve' ? 'allowed by a person' : 'a person says that every consumer has moved on'
  const next = advanced(record, { phase: record.phase, at, by, outcome }, given)
  return (await journal.write(next))
    ? { kind: 'done', record: next }
    : { kind: 'refused', why: 'the rotation has moved on meanwhile: look again' }
}
