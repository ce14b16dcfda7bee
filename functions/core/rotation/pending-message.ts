import type { Check } from '../model/check.ts'
import { succeeded } from '../model/succeeded.ts'
import type { PendingRotationMessage, RotationRecord } from './record.ts'
import type { RotationProblem } from './rotation-problem.ts'
import type { RotateDependencies } from './rotation-run.ts'

/** Returns the message of a problem. If the record already holds it, returns that same object, so that it is sent once. */
export function pendingMessageOf(
  { pendingMessage }: Pick<RotationRecord, 'pendingMessage'>,
  problem: RotationProblem,
  detail: string,
  at: number,
): PendingRotationMessage {
  return pendingMessage !== null && pendingMessage.problem === problem && pendingMessage.detail === detail
    ? pendingMessage
    : { problem, detail, at, notified: false }
}

/**
 * Delivers the pending message of a record and marks it as notified. A crash between the two sends it twice, under one alarm name. A
 * message that nobody accepted stays pending for the next reconciliation.
 */
export async function deliverPendingMessage(
  record: RotationRecord,
  check: Check,
  { notify, journal }: Pick<RotateDependencies, 'notify' | 'journal'>,
): Promise<RotationRecord> {
  const { pendingMessage } = record
  if (pendingMessage === null || pendingMessage.notified) return record
  if (!(await succeeded(notify({ kind: 'open', check, record, pendingMessage })))) return record
  return rewritten(record, { ...pendingMessage, notified: true }, journal)
}

/** Resolves the incident of a rotation that ended well. */
export async function closePendingMessage(
  record: RotationRecord,
  check: Check,
  { notify, journal, now }: Pick<RotateDependencies, 'notify' | 'journal' | 'now'>,
): Promise<RotationRecord> {
  const { pendingMessage } = record
  if (pendingMessage === null) return record
  const resolve = () => notify({ kind: 'resolve', check, record, pendingMessage: { ...pendingMessage, at: now() } })
  if (pendingMessage.notified && !(await succeeded(resolve()))) return record
  return rewritten(record, null, journal)
}

/** Returns the record as it was if it cannot be written: the message is then sent again. */
async function rewritten(
  record: RotationRecord,
  pendingMessage: PendingRotationMessage | null,
  journal: RotateDependencies['journal'],
): Promise<RotationRecord> {
  const next = { ...record, revision: record.revision + 1, pendingMessage }
  return (await journal.write(next).catch(() => false)) ? next : record
}
