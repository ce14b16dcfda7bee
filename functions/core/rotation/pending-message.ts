import type { Check } from '../model/check.ts'
import { succeeded } from '../model/succeeded.ts'
import type { PendingRotationMessage, RotationRecord } from './record.ts'
import type { RotationProblem } from './rotation-problem.ts'
import type { RotateDependencies } from './rotation-run.ts'

/** The debt for a situation; the same object where people know of it already. */
export function pendingMessageOf(
  record: RotationRecord,
  problem: RotationProblem,
  detail: string,
  at: number,
): PendingRotationMessage {
  const { pendingMessage } = record
  return pendingMessage !== null && pendingMessage.problem === problem && pendingMessage.detail === detail
    ? pendingMessage
    : { problem, detail, at, notified: false }
}

/**
 * Tells people what a record owes them, then clears the debt. A crash between the two says it twice under one alarm name; what nobody
 * took stays owed for the next look.
 */
export async function deliverPendingMessage(
  record: RotationRecord,
  check: Check,
  { notify, journal }: Pick<RotateDependencies, 'notify' | 'journal'>,
): Promise<RotationRecord> {
  const { pendingMessage } = record
  if (pendingMessage === null || pendingMessage.notified) return record
  const notified = await succeeded(notify({ kind: 'open', check, record, pendingMessage }))
  if (!notified) return record
  const delivered = { ...record, revision: record.revision + 1, pendingMessage: { ...pendingMessage, notified } }
  return (await journal.write(delivered).catch(() => false)) ? delivered : record
}

/** Closes the incident of a rotation that came to a good end. */
export async function closePendingMessage(
  record: RotationRecord,
  check: Check,
  { notify, journal, now }: Pick<RotateDependencies, 'notify' | 'journal' | 'now'>,
): Promise<RotationRecord> {
  const { pendingMessage } = record
  if (pendingMessage === null) return record
  if (pendingMessage.notified) {
    const closed = await succeeded(
      notify({
        kind: 'resolve',
        check,
        record,
        pendingMessage: { ...pendingMessage, at: now() },
      }),
    )
    if (!closed) return record
  }
  const cleared = { ...record, revision: record.revision + 1, pendingMessage: null }
  return (await journal.write(cleared).catch(() => false)) ? cleared : record
}
