import type { CheckKey } from '../model/check.ts'
import { capabilitiesFor } from './capabilities-for.ts'
import { leaseMs } from './lease.ts'
import { stopIfTooMany } from './make-room.ts'
import { keyName } from './orphans.ts'
import { type Prepared, prepare } from './prepare.ts'
import { begun, isSettled, type RotationRecord } from './record.ts'
import { closeRehearsal, endKey, revokeKey } from './rehearsed-key.ts'
import { advance, type RotateDependencies, type RotationRun, write } from './rotation-run.ts'
import { RotationStopped } from './rotation-stopped.ts'
import type { Issued } from './rotator.ts'
import { seal } from './save.ts'
import { scopesOfPresent } from './scopes-of.ts'
import { verdictOn } from './verify.ts'
import { versionAt } from './versions.ts'

type Note = (line: string) => void

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
    await closeRehearsal(run, saved, 'abandoned', `the key was not good: ${fault.why}`, dependencies)
    throw new RotationStopped(`the new key is not good: ${fault.why}`)
  }
  await closeRehearsal(run, saved, 'done', 'made, tested and revoked', dependencies)
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
  return stopIfTooMany(keys.map(({ id }) => id))
}

/** Time for the test of a key, and for its end. Until then no look ends it. */
const testingMs = 110_000

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
    heldUntil: nowMs + leaseMs + testingMs,
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
