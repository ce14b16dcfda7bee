import { parseInstant } from '../model/expiry.ts'
import { fieldOf } from '../model/field-of.ts'
import { diesAtOnce } from '../model/traits.ts'
import { closeDebt, debtOf, payDebt } from './debt.ts'
import { promote } from './finish.ts'
import type { RotationRecord } from './record.ts'
import type { Issued } from './rotator.ts'
import { advance, type RotateDependencies, type Turn } from './turn.ts'
import { verdictOnPending } from './verify.ts'

/** What follows a save that is proved: the record, the end of the escrow and, where nobody can go back, the promotion. */
export async function settle(
  turn: Turn,
  record: RotationRecord,
  issued: Issued | null,
  dependencies: RotateDependencies,
): Promise<void> {
  const saved = isBefore(record) ? await noteSaved(turn, record, issued, dependencies) : record
  await dependencies.escrow.remove(turn.check.key, turn.event.versionId)
  if (!diesAtOnce(saved)) return
  const promoted = await promote(turn, saved, dependencies)
  await lookAtPromoted(turn, promoted, dependencies)
}

const isBefore = ({ phase }: RotationRecord) => phase === 'preflight' || phase === 'claimed' || phase === 'escrowed'

async function noteSaved(
  turn: Turn,
  record: RotationRecord,
  issued: Issued | null,
  dependencies: RotateDependencies,
): Promise<RotationRecord> {
  const known = issued ?? (await readSaved(turn, dependencies))
  const outcome = issued === null ? 'found saved by an earlier run' : 'saved'
  return advance(turn, record, { phase: 'saved', outcome }, dependencies, {
    mintedAt: dependencies.now(),
    expiresAt: known.expiresAt,
    newId: known.id,
  })
}

/** What the saved value says of itself, where the run that saved it left no word. */
async function readSaved(
  { event, check, rotation }: Turn,
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
      : parseInstant(fieldOf(fields, secretField.name), secretField.format, Math.floor(now() / 1_000))
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

/** The old one is dead anyway: a bad new version cannot be taken back, only be told of. */
export async function lookAtPromoted(
  turn: Turn,
  record: RotationRecord,
  dependencies: RotateDependencies,
): Promise<void> {
  if (record.phase === 'done') return
  const fault = await verdictOnPending(turn, record, dependencies)
  const debt = fault === null ? record.debt : debtOf(record, 'new_version_bad', fault.why, dependencies.now())
  const outcome = fault === null ? 'works, with the scopes of the one before' : fault.why
  const done = await advance(turn, record, { phase: 'done', outcome }, dependencies, { debt })
  if (fault === null) await closeDebt(done, turn.check, dependencies)
  else await payDebt(done, turn.check, dependencies)
}
