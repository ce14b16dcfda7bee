import { claim } from './claim.ts'
import { leaseMs } from './lease.ts'
import { stopAndNotify } from './notify-problem.ts'
import { openRecord } from './open-record.ts'
import { neededMs, type Prepared, prepare } from './prepare.ts'
import { answerSlot, keptAnswer, sealable } from './received-answer.ts'
import type { RotationRecord } from './record.ts'
import { advance, type RotateDependencies, type RotationRun } from './rotation-run.ts'
import { RotationStopped } from './rotation-stopped.ts'
import type { Issued, NotIssued } from './rotator.ts'
import { isFilled, readBack, save, seal } from './save.ts'
import { scopesOfPresent } from './scopes-of.ts'
import { settleRotation } from './settle.ts'
import { versionAt } from './versions.ts'

/**
 * Creates the next value (`createSecret`). First takes up what an earlier run left: a value under the pending version, a value in escrow,
 * or a claim. Nothing happens between the provider's answer and the save.
 */
export async function create(run: RotationRun, dependencies: RotateDependencies): Promise<void> {
  const record = await afterLease(run, dependencies)
  if ((await isFilled(run, dependencies)) || (await fromEscrow(run, record, dependencies)))
    return settleRotation(run, record, null, dependencies)
  const prepared = await prepare(run, record, dependencies)
  const kept = record.claimedAt === null ? null : await reread(run, prepared, dependencies)
  if (kept?.kind === 'issued') return keep(run, record, { prepared, issued: kept }, dependencies)
  const known = record.claimedAt === null ? await withScopes(run, record, dependencies) : record
  const { record: claimed, exchange } = await claim(run, known, { ...prepared, isKept: kept !== null }, dependencies)
  const outcome = await exchange()
  if (outcome.kind === 'issued' && prepared.isNothingNew(outcome))
    return notIssued(run, claimed, { prepared, answer: nothingNew }, dependencies)
  if (outcome.kind !== 'issued') return notIssued(run, claimed, { prepared, answer: outcome }, dependencies)
  await keep(run, claimed, { prepared, issued: outcome }, dependencies)
}

/** The provider gave the present credential back: it must neither be saved as a new one nor revoked as a bad one. */
const nothingNew: NotIssued = { kind: 'refused', code: 'nothing_new_issued' }

/**
 * Returns the record once no other run may be at work on it. Secrets Manager may retry after one second: a retry that only stopped would
 * use up its tries while the first run still holds its lease.
 */
async function afterLease(run: RotationRun, dependencies: RotateDependencies): Promise<RotationRecord> {
  const record = await openRecord(run, dependencies)
  const leftMs = record.claimedAt === null ? 0 : record.heldUntil - dependencies.now()
  if (leftMs <= 0 || leftMs > leaseMs || dependencies.remainingMs() - leftMs < neededMs) return record
  await dependencies.sleep(leftMs)
  return openRecord(run, dependencies)
}

/** Reads an answer that an earlier run kept as it came, with the config of now; `null` where none is kept. */
async function reread(
  { check, event }: RotationRun,
  { rotator }: Prepared,
  { escrow }: RotateDependencies,
): Promise<Issued | NotIssued | null> {
  const answer = await keptAnswer(check.key, event.versionId, escrow)
  return answer === null ? null : rotator.reread(answer)
}

/** Saves what was issued. Nothing stands between the provider's answer and this call. */
async function keep(
  run: RotationRun,
  record: RotationRecord,
  { prepared, issued }: { readonly prepared: Prepared; readonly issued: Issued },
  dependencies: RotateDependencies,
): Promise<void> {
  await stopIfEscrowed(await save(run, prepared.write(issued), dependencies), run, record, dependencies)
  await readBack(run, dependencies)
  await settleRotation(run, record, issued, dependencies)
}

/** Adds the scopes of the present credential to the record, as far as its API tells them. */
async function withScopes(
  run: RotationRun,
  record: RotationRecord,
  dependencies: RotateDependencies,
): Promise<RotationRecord> {
  const baseScopes = await scopesOfPresent(run, dependencies)
  return baseScopes === record.baseScopes ? record : { ...record, baseScopes }
}

/** Saves a value that an earlier run left in escrow. One whose secret was replaced since is not used. */
async function fromEscrow(
  run: RotationRun,
  record: RotationRecord,
  dependencies: RotateDependencies,
): Promise<boolean> {
  const { check, event, secret } = run
  const value = await dependencies.escrow.get(check.key, event.versionId)
  if (value === null) return false
  if (versionAt(secret, 'AWSCURRENT') !== record.baseVersionId) throw new RotationStopped(staleEscrow)
  if ((await save(run, value, dependencies)) === 'escrowed') throw new RotationStopped(inEscrow)
  await readBack(run, dependencies)
  return true
}

const staleEscrow = 'the value in escrow belongs to a version that somebody replaced: it is not used'
const inEscrow = 'the new value is in escrow: Secrets Manager did not take it'

/** Ends the run after an escrow, and records where the value is. */
async function stopIfEscrowed(
  where: 'saved' | 'escrowed',
  run: RotationRun,
  record: RotationRecord,
  dependencies: RotateDependencies,
): Promise<void> {
  if (where === 'saved') return
  await advance(run, record, { phase: 'escrowed', outcome: inEscrow }, dependencies)
  throw new RotationStopped(inEscrow)
}

/**
 * Stops after an exchange without a token. A refusal, or a request that never left, made nothing, so the claim is given back. A lost
 * answer keeps the claim, so that the next run does not simply ask again.
 */
async function notIssued(
  run: RotationRun,
  record: RotationRecord,
  { prepared, answer }: { readonly prepared: Prepared; readonly answer: NotIssued },
  dependencies: RotateDependencies,
): Promise<void> {
  const { kind, code } = answer
  if (kind === 'unreadable') return unread(run, record, answer, dependencies)
  // The old credential is spent, and nobody has what it was exchanged for: a person has to give consent again.
  if (kind === 'consumed') {
    const said = { phase: 'claimed', outcome: `spent: ${code}` } as const
    const spent = await advance(run, record, said, dependencies, { answer: 'spent', heldUntil: 0 })
    return stopAndNotify(run, spent, 'consent_needed', dependencies)
  }
  if (kind === 'lost') {
    const over = { heldUntil: dependencies.now() }
    await advance(run, record, { phase: 'claimed', outcome: `no answer: ${code}` }, dependencies, over)
    // The next run may come when the grace is over.
    if (prepared.rotator.capabilities.replay === 'within_grace' && record.exchanges === 1)
      return create(run, dependencies)
    throw new RotationStopped(`no answer came: ${code}`)
  }
  // Only the claim of a first exchange is given back: after a lost answer, a refusal says nothing of the exchange before.
  const first = record.exchanges === 1
  await advance(run, record, { phase: first ? 'preflight' : 'claimed', outcome: `refused: ${code}` }, dependencies, {
    ...(first ? { claimedAt: null, exchanges: 0 } : {}),
    heldUntil: 0,
  })
  throw new RotationStopped(`no token was granted: ${code}`)
}

/** Keeps an answer as it came, before anything is said about it. The next run reads it again, with the config of then. */
async function unread(
  run: RotationRun,
  record: RotationRecord,
  { answer, code }: Extract<NotIssued, { kind: 'unreadable' }>,
  dependencies: RotateDependencies,
): Promise<never> {
  const isKept = await seal(run, answerSlot(run.event.versionId), sealable(answer), dependencies)
  const outcome = isKept
    ? `unreadable answer, kept in escrow: ${code}`
    : `unreadable answer, which could not be kept: ${code}`
  const next = await advance(run, record, { phase: 'claimed', outcome }, dependencies, { answer: 'unreadable' })
  return stopAndNotify(run, next, 'answer_unreadable', dependencies)
}
