import { claim, stopAndNotify } from './claim.ts'
import { openRecord } from './open-record.ts'
import { prepare } from './prepare.ts'
import type { RotationRecord } from './record.ts'
import { advance, type RotateDependencies, type RotationRun } from './rotation-run.ts'
import { RotationStopped } from './rotation-stopped.ts'
import type { Issued, NotIssued } from './rotator.ts'
import { isFilled, readBack, save } from './save.ts'
import { scopesOfPresent } from './scopes-of.ts'
import { settle } from './settle.ts'

/**
 * The step that makes the next value. Whatever an earlier run left is taken up first: a value under the pending version, a value in escrow, a
 * claim. Between the provider's answer and the save stands nothing.
 */
export async function create(run: RotationRun, dependencies: RotateDependencies): Promise<void> {
  const record = await openRecord(run, dependencies)
  if ((await isFilled(run, dependencies)) || (await fromEscrow(run, dependencies)))
    return settle(run, record, null, dependencies)
  const prepared = await prepare(run, record, dependencies)
  const known = record.claimedAt === null ? await withScopes(run, record, dependencies) : record
  const { record: claimed, exchange } = await claim(run, known, prepared, dependencies)
  const outcome = await exchange()
  if (outcome.kind !== 'issued') return notIssued(run, claimed, outcome, dependencies)
  await kept(await save(run, prepared.write(outcome), dependencies), run, claimed, dependencies)
  await readBack(run, dependencies)
  await settle(run, claimed, outcome, dependencies)
}

/** What the present credential may do, remembered before it is replaced; nobody is stopped where it cannot be had. */
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

/** Notes an escrow, so that people can see where the value is; the run ends there. */
async function kept(
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
 * A refusal, or a request that never left, made nothing: the claim is given back. A lost answer keeps it, which is what stops the next
 * run from asking again without thought.
 */
async function notIssued(
  run: RotationRun,
  record: RotationRecord,
  { kind, code }: Exclude<Issued | NotIssued, Issued>,
  dependencies: RotateDependencies,
): Promise<never> {
  if (kind === 'consumed') return consumed(run, record, dependencies)
  if (kind === 'lost') {
    await advance(run, record, { phase: 'claimed', outcome: `no answer: ${code}` }, dependencies, { heldUntil: 0 })
    throw new RotationStopped(`no answer came: ${code}`)
  }
  // Only the first exchange can be taken back: after a lost one, a refusal of the second says nothing of the first.
  const first = record.exchanges === 1
  await advance(run, record, { phase: first ? 'preflight' : 'claimed', outcome: `refused: ${code}` }, dependencies, {
    ...(first ? { claimedAt: null, exchanges: 0 } : {}),
    heldUntil: 0,
  })
  throw new RotationStopped(`no token was granted: ${code}`)
}

/** The old credential is spent, and not by a version that anybody has: consumers live on what they hold until a person consents anew. */
function consumed(run: RotationRun, record: RotationRecord, dependencies: RotateDependencies): Promise<never> {
  return stopAndNotify(run, record, 'consent_needed', dependencies)
}
