import type { CheckKey } from '../model/check.ts'
import { fieldOf } from '../model/field-of.ts'
import { readSecret } from '../model/secret-value.ts'
import { assess } from '../probe/assess.ts'
import { notifyProblem } from './notify-problem.ts'
import { keyName, orphansAmong } from './orphans.ts'
import { closePendingMessage } from './pending-message.ts'
import { rotatorFor } from './prepare.ts'
import { clearEscrow } from './received-answer.ts'
import type { RotationRecord } from './record.ts'
import { advance, type RotateDependencies, type RotationRun } from './rotation-run.ts'
import { RotationStopped } from './rotation-stopped.ts'
import type { Rotator } from './rotator.ts'
import { examine } from './scopes-of.ts'

/** The key of a rehearsal as it waits in escrow: the secret that it would have become, and its id at the provider. */
type Kept = { readonly id: string | null; readonly value: string }

/** Ends the key of a rehearsal that was killed, by its id in escrow or in the record, or by its name. */
export async function endKey(
  run: RotationRun,
  record: RotationRecord,
  key: CheckKey,
  dependencies: RotateDependencies,
): Promise<void> {
  if (dependencies.now() < record.heldUntil) throw new RotationStopped('another run may still work on this rehearsal')
  try {
    const kept = keptIn(await dependencies.escrow.get(run.check.key, record.versionId))
    const present = await dependencies.versions.read(run.event.secretArn, { stage: 'AWSCURRENT' })
    if (present === 'empty' || 'kind' in present) throw new RotationStopped('the present version cannot be read')
    const rotator = await rotatorFor(run, present, dependencies)
    await revokeKey(run, record, { key, kept, rotator }, dependencies)
  } catch (error) {
    await notifyIfOld(run, record, error, dependencies)
    throw error
  }
  await closeRehearsal(run, record, 'abandoned', 'the run was killed: its key is ended', dependencies)
}

const openRehearsalMs = 60 * 60_000

/** Notifies people of a key that could not be ended for an hour. */
async function notifyIfOld(
  run: RotationRun,
  record: RotationRecord,
  error: unknown,
  dependencies: RotateDependencies,
): Promise<void> {
  if (dependencies.now() - record.startedAt < openRehearsalMs) return
  const why = error instanceof RotationStopped ? error.message : 'failed'
  await notifyProblem('rehearsal_open', run, record, dependencies, why)
}

function keptIn(text: string | null): Kept | null {
  if (text === null) return null
  const parsed: unknown = JSON.parse(text)
  const [id, value] = [fieldOf(parsed, 'id'), fieldOf(parsed, 'value')]
  return { id: typeof id === 'string' ? id : null, value: String(value) }
}

type Ending = { readonly key: CheckKey; readonly kept: Kept | null; readonly rotator: Rotator }

/** Revokes what the rehearsal made, and nothing else. Stops unless it is gone. */
export async function revokeKey(
  run: RotationRun,
  record: RotationRecord,
  { key, kept, rotator }: Ending,
  dependencies: RotateDependencies,
): Promise<void> {
  if (rotator.revoke === null) return
  const inUse = await idsInUse(record, key, dependencies)
  const known = kept?.id ?? record.newId
  const ids = known === null ? await idsByName(run, record, rotator, inUse) : [known]
  if (ids.length === 0 && dependencies.now() - (record.claimedAt ?? 0) < listedWithinMs)
    throw new RotationStopped('no key of the rehearsal is listed yet: it is looked for again')
  for (const id of ids) {
    if (inUse.includes(id)) throw new RotationStopped('the key of the rehearsal is in use: nothing is revoked')
    const done = await rotator.revoke(id)
    if (done.kind !== 'done') throw new RotationStopped(`the key ${id} could not be revoked: ${done.code}`)
  }
  if (kept !== null && !rotator.capabilities.deadReuseIsHarmful) await waitUntilDead(run, record, kept, dependencies)
}

/** Returns the ids of the keys that the rotations of the check itself know: no rehearsal revokes one of them. */
async function idsInUse(
  { oldId }: RotationRecord,
  key: CheckKey,
  { journal }: Pick<RotateDependencies, 'journal'>,
): Promise<readonly (string | null)[]> {
  const last = await journal.read(key)
  const ids = last === null ? [] : [last.oldId, last.newId, ...last.retire.map(({ id }) => id)]
  return [oldId, ...ids].filter((id) => id !== null)
}

/** Time after which a key that was made stands in the provider's listing. */
const listedWithinMs = 10 * 60_000

async function idsByName(
  { event }: RotationRun,
  { claimedAt, idsBefore }: RotationRecord,
  { list, capabilities }: Rotator,
  inUse: readonly (string | null)[],
): Promise<readonly string[]> {
  if (claimedAt === null || list === null) return []
  const keys = await list()
  if ('kind' in keys) throw new RotationStopped(`the keys cannot be listed: ${keys.code}`)
  const name = keyName(event.secretArn, event.versionId)
  return orphansAmong(keys, { capabilities, name, claimedAt, idsBefore, inUse })
}

/** Time for a revocation to reach the provider's replicas before the rehearsal stops. */
const diesWithinRehearsalMs = 60_000
const betweenLooksMs = 5_000

async function waitUntilDead(
  run: RotationRun,
  record: RotationRecord,
  { value }: Kept,
  dependencies: RotateDependencies,
): Promise<void> {
  const { check } = run
  const stored = { value, versionId: record.versionId }
  const readCredential: RotateDependencies['readCredential'] = async (reference, options) =>
    reference === check.secret
      ? readSecret(stored, reference, options.expiryField ?? null)
      : dependencies.readCredential(reference, options)
  const untilMs = dependencies.now() + diesWithinRehearsalMs
  for (;;) {
    const { reading } = await examine(check, { ...dependencies, readCredential })
    if (assess(check, [reading, reading], dependencies.now()).standing === 'invalid') return
    if (dependencies.now() > untilMs)
      throw new RotationStopped('the key of the rehearsal was revoked and is not refused')
    await dependencies.sleep(betweenLooksMs)
  }
}

/** Closes the record of a rehearsal, and takes the key out of escrow. */
export async function closeRehearsal(
  run: RotationRun,
  record: RotationRecord,
  phase: 'done' | 'abandoned',
  outcome: string,
  dependencies: RotateDependencies,
): Promise<void> {
  await clearEscrow(run.check.key, record.versionId, dependencies.escrow)
  const ended = await advance(run, record, { phase, outcome }, dependencies)
  await closePendingMessage(ended, run.check, dependencies)
}
