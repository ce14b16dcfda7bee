import { diesAtOnce } from '../model/capabilities.ts'
import { keptEnd } from '../model/expiry.ts'
import { fieldOf } from '../model/field-of.ts'
import { promote } from './finish.ts'
import { closePendingMessage, deliverPendingMessage, pendingMessageOf } from './pending-message.ts'
import { clearEscrow } from './received-answer.ts'
import type { RotationRecord } from './record.ts'
import { advance, type RotateDependencies, type RotationRun } from './rotation-run.ts'
import type { Issued } from './rotator.ts'
import { verdictOnPending } from './verify.ts'

/** Records a proved save and clears the escrow. If the old credential is dead already, promotes the new version at once. */
export async function settleRotation(
  run: RotationRun,
  record: RotationRecord,
  issued: Issued | null,
  dependencies: RotateDependencies,
): Promise<void> {
  const saved = isBefore(record) ? await noteSaved(run, record, issued, dependencies) : record
  await clearEscrow(run.check.key, run.event.versionId, dependencies.escrow)
  if (!diesAtOnce(saved)) return
  const promoted = await promote(run, saved, dependencies)
  await verifyPromoted(run, promoted, dependencies)
}

const isBefore = ({ phase }: RotationRecord) => phase === 'preflight' || phase === 'claimed' || phase === 'escrowed'

async function noteSaved(
  run: RotationRun,
  record: RotationRecord,
  issued: Issued | null,
  dependencies: RotateDependencies,
): Promise<RotationRecord> {
  const known = issued ?? (await readSaved(run, dependencies))
  const outcome = issued === null ? 'found saved by an earlier run' : 'saved'
  return advance(run, record, { phase: 'saved', outcome }, dependencies, {
    mintedAt: dependencies.now(),
    expiresAt: known.expiresAt,
    newId: known.id,
  })
}

/** Reads end and id from the saved value, where the run that saved it recorded nothing. */
async function readSaved(
  { event, check, rotation }: RotationRun,
  { versions, now }: RotateDependencies,
): Promise<{ readonly expiresAt: number | null; readonly id: string | null }> {
  const pending = await versions.read(event.secretArn, { stage: 'AWSPENDING', versionId: event.versionId })
  if (pending === 'empty' || 'kind' in pending || typeof pending.value !== 'string')
    return { expiresAt: null, id: null }
  const fields = parsed(pending.value)
  const { secretField } = check.expiry
  const at =
    secretField === null
      ? undefined
      : keptEnd(fieldOf(fields, secretField.name), secretField, Math.floor(now() / 1_000))
  const id = rotation.terms.idField === null ? undefined : fieldOf(fields, rotation.terms.idField)
  return { expiresAt: typeof at === 'number' ? at : null, id: typeof id === 'string' ? id : null }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/**
 * Verifies the promoted version. The old one is dead, so a bad new version is not rolled back: people are notified. One that cannot be
 * judged now is looked at again.
 */
export async function verifyPromoted(
  run: RotationRun,
  record: RotationRecord,
  dependencies: RotateDependencies,
): Promise<void> {
  if (record.phase === 'done') return
  const fault = await verdictOnPending(run, record, dependencies)
  if (fault !== null && !fault.proven) {
    await advance(run, record, { phase: 'promoted', outcome: `cannot be judged yet: ${fault.why}` }, dependencies)
    return
  }
  const pendingMessage =
    fault === null ? record.pendingMessage : pendingMessageOf(record, 'new_version_bad', fault.why, dependencies.now())
  const outcome = fault === null ? 'works, with the scopes of the one before' : fault.why
  const done = await advance(run, record, { phase: 'done', outcome }, dependencies, { pendingMessage })
  if (fault === null) await closePendingMessage(done, run.check, dependencies)
  else await deliverPendingMessage(done, run.check, dependencies)
}
