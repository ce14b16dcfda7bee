import { readSecret } from '../model/secret-value.ts'
import { assess } from '../probe/assess.ts'
import type { Shown } from '../probe/versions/triage.ts'
import { closeDebt, debtOf, payDebt } from './debt.ts'
import { type Drain, decideDrain } from './drain.ts'
import { rotatorFor } from './prepare.ts'
import type { Retiring, RotationRecord } from './record.ts'
import { RotationStopped } from './rotation-stopped.ts'
import type { Rotator } from './rotator.ts'
import { examine } from './scopes-of.ts'
import { advance, type RotateDependencies, type Turn } from './turn.ts'
import { versionAt } from './versions.ts'

/** A revocation that failed is tried again a day later, and after the third a person hears of it. */
const againMs = 24 * 60 * 60_000
const failuresToTell = 3

/** Revocation may take a moment to reach every replica. */
const diesWithinMs = 60 * 60_000

/** What is left after a promotion: wait for the consumers, revoke the old key by its id, see it die. One step of it for each look. */
export async function retire(
  turn: Turn,
  record: RotationRecord,
  dependencies: RotateDependencies,
): Promise<RotationRecord> {
  if (record.phase === 'revoked') return seeItDie(turn, record, dependencies)
  const rotator = await currentRotator(turn, dependencies)
  const drain = decideDrain(await evidenceOf(turn, record, rotator, dependencies), dependencies.now())
  if (drain.act === 'wait') return record
  if (drain.act === 'hold') return hold(turn, record, drain, dependencies)
  return revokeAll(turn, record, rotator, dependencies)
}

/** Calls are authorized with what is current now. */
async function currentRotator(turn: Turn, dependencies: RotateDependencies): Promise<Rotator> {
  const present = await dependencies.versions.read(turn.event.secretArn, { stage: 'AWSCURRENT' })
  if (present === 'empty' || 'kind' in present) throw new RotationStopped('the present version cannot be read')
  return rotatorFor(turn, present, dependencies)
}

async function evidenceOf(
  { check, rotation }: Turn,
  record: RotationRecord,
  rotator: Rotator,
  dependencies: RotateDependencies,
) {
  const { traits, list } = rotator
  const keys = traits.tellsLastUse && list !== null ? await list() : []
  const old = 'kind' in keys ? undefined : keys.find(({ id }) => id === record.oldId)
  const promotedAt = record.promotedAt ?? record.startedAt
  return {
    versionId: record.versionId,
    promotedAt,
    graceEndsAt: (record.claimedAt ?? promotedAt) + traits.graceMs,
    consumers: rotation.terms.consumers,
    reports: await dependencies.reports(check),
    lastUsedAt: old?.lastUsedAt ?? null,
    released: record.releasedBy !== null,
    oldEndsAt: record.baseExpiresAt === null ? null : record.baseExpiresAt * 1_000,
  }
}

async function hold(
  turn: Turn,
  record: RotationRecord,
  { behind }: Extract<Drain, { act: 'hold' }>,
  dependencies: RotateDependencies,
): Promise<RotationRecord> {
  const detail = `behind: ${behind.join(', ')}`
  const debt = debtOf(record, 'consumers_behind', detail, dependencies.now())
  if (record.phase === 'held' && debt === record.debt) return payDebt(record, turn.check, dependencies)
  const held = await advance(turn, record, { phase: 'held', outcome: detail }, dependencies, { debt })
  return payDebt(held, turn.check, dependencies)
}

/** By id, and never the new key, whatever the record says. A key that fails stays on the list: it is never forgotten. */
async function revokeAll(
  turn: Turn,
  record: RotationRecord,
  { revoke }: Rotator,
  dependencies: RotateDependencies,
): Promise<RotationRecord> {
  const nowMs = dependencies.now()
  const due =
    revoke === null ? [] : record.retire.filter(({ id, notBefore }) => notBefore <= nowMs && id !== record.newId)
  const left: Retiring[] = record.retire.filter(({ notBefore }) => revoke !== null && notBefore > nowMs)
  for (const one of due) {
    const done = await revoke?.(one.id)
    if (done?.kind !== 'done') left.push({ ...one, failures: one.failures + 1, notBefore: nowMs + againMs })
  }
  if (due.length === 0 && left.length > 0) return record
  const failed = left.some(({ failures }) => failures >= failuresToTell)
  const debt = failed ? debtOf(record, 'revocation_failed', '', nowMs) : record.debt
  const [phase, outcome] =
    left.length === 0
      ? (['revoked', 'the old key is revoked'] as const)
      : (['draining', 'the old key could not be revoked'] as const)
  const next = await advance(turn, record, { phase, outcome }, dependencies, { retire: left, debt })
  const told = await payDebt(next, turn.check, dependencies)
  return phase === 'revoked' ? seeItDie(turn, told, dependencies) : told
}

/** Done once the old version is refused, or nobody can ask it any more. */
async function seeItDie(turn: Turn, record: RotationRecord, dependencies: RotateDependencies): Promise<RotationRecord> {
  const shown = await showOld(turn, record, dependencies)
  if (shown !== 'works') {
    const outcome = shown === 'dead' ? 'the old key is dead' : 'the old key is revoked, and was not asked'
    const done = await advance(turn, record, { phase: 'done', outcome }, dependencies)
    return closeDebt(done, turn.check, dependencies)
  }
  const since = record.entries.findLast(({ phase }) => phase === 'revoked')?.at ?? record.startedAt
  if (dependencies.now() - since < diesWithinMs) return record
  const debt = debtOf(record, 'old_one_lives', '', dependencies.now())
  if (debt === record.debt) return payDebt(record, turn.check, dependencies)
  const living = await advance(turn, record, { phase: 'revoked', outcome: 'the old key still works' }, dependencies, {
    debt,
  })
  return payDebt(living, turn.check, dependencies)
}

async function showOld(turn: Turn, record: RotationRecord, dependencies: RotateDependencies): Promise<Shown | 'empty'> {
  const secret = await dependencies.versions.describe(turn.event.secretArn)
  if (versionAt(secret, 'AWSPREVIOUS') !== record.baseVersionId) return 'unknown'
  const { traits } = await currentRotator(turn, dependencies)
  return traits.deadReuseIsHarmful
    ? 'unknown'
    : show(turn, { stage: 'AWSPREVIOUS', versionId: record.baseVersionId }, dependencies)
}

/** Asks with one version, whatever stage it stands at. */
export async function show(
  { event, check }: Turn,
  version: { readonly stage: string; readonly versionId: string },
  dependencies: RotateDependencies,
): Promise<Shown | 'empty'> {
  const stored = await dependencies.versions.read(event.secretArn, version)
  if (stored === 'empty') return 'empty'
  if ('kind' in stored) return 'unknown'
  const lend: RotateDependencies['lend'] = async (reference, options) =>
    reference === check.secret
      ? readSecret(stored, reference, options.expiryField ?? null)
      : dependencies.lend(reference, options)
  const { reading } = await examine(check, { ...dependencies, lend })
  const { standing } = assess(check, [reading, reading], dependencies.now())
  if (standing === 'valid') return 'works'
  return standing === 'invalid' ? 'dead' : 'unknown'
}
