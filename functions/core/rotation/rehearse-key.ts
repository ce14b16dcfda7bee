import type { CheckKey } from '../model/check.ts'
import { fieldOf } from '../model/field-of.ts'
import { readSecret } from '../model/secret-value.ts'
import { assess } from '../probe/assess.ts'
import { capabilitiesFor } from './capabilities-for.ts'
import { leaseMs } from './lease.ts'
import { notifyProblem } from './notify-problem.ts'
import { keyName, orphansAmong } from './orphans.ts'
import { closePendingMessage } from './pending-message.ts'
import { type Prepared, prepare, rotatorFor } from './prepare.ts'
import { clearEscrow } from './received-answer.ts'
import { begun, isSettled, type RotationRecord } from './record.ts'
import { advance, type RotateDependencies, type RotationRun, write } from './rotation-run.ts'
import { RotationStopped } from './rotation-stopped.ts'
import type { Issued, Rotator } from './rotator.ts'
import { seal } from './save.ts'
import { examine, scopesOfPresent } from './scopes-of.ts'
import { verdictOn } from './verify.ts'
import { versionAt } from './versions.ts'

type Note = (line: string) => void

/** The key of a rehearsal as it waits in escrow: the secret that it would have become, and its id at the provider. */
type Kept = { readonly id: string | null; readonly value: string }

/**
 * Makes a key, tests it as a new version is tested, revokes it by its id, and looks if it is dead. No version of the secret is made, and
 * no label moves. The key goes into escrow before it is judged, so that a run that is killed leaves none behind.
 */
export async function rehearseKey(
  run: RotationRun,
  key: CheckKey,
  note: Note,
  dependencies: RotateDependencies,
): Promise<void> {
  const open = await dependencies.journal.read(run.check.key)
  if (!isSettled(open) && open !== null) {
    await endKey({ ...run, event: { ...run.event, versionId: open.versionId } }, open, key, dependencies)
    note('the key of a rehearsal that was killed is ended')
  }
  const record = await beginRecord(run, dependencies)
  const prepared = await prepare(run, record, dependencies)
  const idsBefore = await idsWithRoom(prepared)
  const claimed = await claim(run, record, prepared, idsBefore, dependencies)
  const issued = await issue(run, claimed, prepared, dependencies)
  const kept = { id: issued.id, value: prepared.write(issued) }
  await seal(run, run.event.versionId, JSON.stringify(kept), dependencies)
  const saved = await advance(run, claimed, { phase: 'saved', outcome: 'a key was made' }, dependencies, {
    newId: issued.id,
  })
  note(`a key was made${issued.id === null ? '' : `: ${issued.id}`}`)
  const fault = await verdictOn(run, saved, { value: kept.value, versionId: run.event.versionId }, dependencies)
  if (fault === null) note('it passes the check, with the scopes of the present one')
  await revokeKey(run, saved, { key, kept, rotator: prepared.rotator }, dependencies)
  if (prepared.rotator.revoke !== null) note('it was revoked by its id, and is refused')
  if (fault !== null) {
    await close(run, saved, 'abandoned', `the key was not good: ${fault.why}`, dependencies)
    throw new RotationStopped(`the new key is not good: ${fault.why}`)
  }
  await close(run, saved, 'done', 'made, tested and revoked', dependencies)
}

async function beginRecord(run: RotationRun, dependencies: RotateDependencies): Promise<RotationRecord> {
  const { check, rotation, secret, event } = run
  const last = await dependencies.journal.read(check.key)
  const baseVersionId = versionAt(secret, 'AWSCURRENT') ?? ''
  const { class: kind } = capabilitiesFor(rotation, dependencies.specOf)
  const beginning = { check: check.key, versionId: event.versionId, class: kind, generation: 0, baseVersionId }
  const first = begun(last, { ...beginning, by: event.step }, dependencies.now())
  const record = { ...first, baseScopes: await scopesOfPresent(run, dependencies) }
  await write(record, dependencies.journal)
  return record
}

/** Returns the ids of the keys that are there. Stops if they cannot be listed, or leave no room for one more. */
async function idsWithRoom({ rotator: { list, capabilities } }: Prepared): Promise<readonly string[]> {
  if (list === null) return []
  const keys = await list()
  if ('kind' in keys) throw new RotationStopped(`the keys cannot be listed: ${keys.code}`)
  if (capabilities.keyLimit !== null && keys.length >= capabilities.keyLimit)
    throw new RotationStopped("the provider's limit of keys is reached: remove one that nobody needs")
  return keys.map(({ id }) => id)
}

async function claim(
  run: RotationRun,
  record: RotationRecord,
  { oldId }: Prepared,
  idsBefore: readonly string[],
  dependencies: RotateDependencies,
): Promise<RotationRecord> {
  const nowMs = dependencies.now()
  return advance(run, record, { phase: 'claimed', outcome: 'claimed' }, dependencies, {
    claimedAt: nowMs,
    heldUntil: nowMs + leaseMs,
    exchanges: 1,
    oldId,
    idsBefore,
  })
}

/** Makes the key. After a lost answer the claim stays open: the next look finds the key by its name and ends it. */
async function issue(
  run: RotationRun,
  claimed: RotationRecord,
  { rotator, oldId, isNothingNew }: Prepared,
  dependencies: RotateDependencies,
): Promise<Issued> {
  const outcome = await rotator.issue({ name: keyName(run.event.secretArn, run.event.versionId), oldId })
  if (outcome.kind === 'issued' && !isNothingNew(outcome)) return outcome
  const isOpen = outcome.kind === 'lost' || outcome.kind === 'unreadable'
  const why = isOpen
    ? `no answer that can be read came: ${outcome.code}; what it made is looked for and ended`
    : outcome.kind === 'issued'
      ? 'the provider gave the present key back'
      : `no key was made: ${outcome.code}`
  if (isOpen) await advance(run, claimed, { phase: 'claimed', outcome: why }, dependencies, { heldUntil: 0 })
  else await advance(run, claimed, { phase: 'abandoned', outcome: why }, dependencies)
  throw new RotationStopped(why)
}

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
  await close(run, record, 'abandoned', 'the run was killed: its key is ended', dependencies)
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
async function revokeKey(
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

async function close(
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
