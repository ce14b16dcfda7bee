import { claim, stopAndNotify } from './claim.ts'
import { openRecord } from './open-record.ts'
import { prepare } from './prepare.ts'
import type { RotationRecord } from './record.ts'
import { advance, type RotateDependencies, type RotationRun } from './rotation-run.ts'
import { RotationStopped } from './rotation-stopped.ts'
import type { Issued, NotIssued } from './rotator.ts'
import { isFilled, readBack, save } from './save.ts'
import { scopesOfPresent } from './scopes-of.ts'
import { settleRotation } from './settle.ts'

/**
 * Creates the next value (`createSecret`). First takes up what an earlier run left: a value under the pending version, a value in escrow,
 * or a claim. Nothing happens between the provider's answer and the save.
 */
export async function create(run: RotationRun, dependencies: RotateDependencies): Promise<void> {
  const record = await openRecord(run, dependencies)
  if ((await isFilled(run, dependencies)) || (await fromEscrow(run, dependencies)))
    return settleRotation(run, record, null, dependencies)
  const prepared = await prepare(run, record, dependencies)
  const known = record.claimedAt === null ? await withScopes(run, record, dependencies) : record
  const { record: claimed, exchange } = await claim(run, known, prepared, dependencies)
  const outcome = await exchange()
  if (outcome.kind !== 'issued') return notIssued(run, claimed, outcome, dependencies)
  await stopIfEscrowed(await save(run, prepared.write(outcome), dependencies), run, claimed, dependencies)
  await readBack(run, dependencies)
  await settleRotation(run, claimed, outcome, dependencies)
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

async function fromEscrow(run: RotationRun, dependencies: RotateDependencies): Promise<boolean> {
  const { check, event } = run
  const value = await dependencies.escrow.get(check.key, event.versionId)
  if (value === null) return false
  if ((await save(run, value, dependencies)) === 'escrowed') throw new RotationStopped(inEscrow)
  await readBack(run, dependencies)
  return true
}

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
  { kind, code }: Exclude<Issued | NotIssued, Issued>,
  dependencies: RotateDependencies,
): Promise<never> {
  // The old credential is spent, and nobody has what it was exchanged for: a person has to give consent again.
  if (kind === 'consumed') return stopAndNotify(run, record, 'consent_needed', dependencies)
  if (kind === 'lost') {
    await advance(run, record, { phase: 'claimed', outcome: `no answer: ${code}` }, dependencies, { heldUntil: 0 })
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
