import { readSecret, type StoredSecret } from '../model/secret-value.ts'
import { assess } from '../probe/assess.ts'
import type { AttemptDependencies } from '../probe/attempt.ts'
import { specFor } from './capabilities-for.ts'
import { quarantine } from './quarantine.ts'
import type { RotationRecord } from './record.ts'
import { advance, type RotateDependencies, type RotationRun } from './rotation-run.ts'
import { RotationStopped } from './rotation-stopped.ts'
import { type Examined, examine } from './scopes-of.ts'

/** A provider's replicas may refuse a new key for a while beyond what the provider says. */
const patienceMs = 60_000
const betweenTriesMs = 5_000
/** What one more try and the words after it take. */
const reserveMs = 25_000

/** Why a new version is not good; `proven` where asking again would not change it. */
export type VerificationFault = { readonly why: string; readonly proven: boolean }

/**
 * The step that tests: the new version has to stand up to everything that the check expects, with exactly the scopes of the old one.
 * One that is proved bad is taken back; one that nobody can judge right now is left for the next try. A dry run has no new value: the
 * present one is asked.
 */
export async function test(turn: RotationRun, dependencies: RotateDependencies): Promise<void> {
  const record = await dependencies.journal.read(turn.check.key)
  const own = record?.versionId === turn.event.versionId ? record : null
  const fault = await verdictOnPending(turn, own, dependencies)
  if (fault === null) {
    if (own?.phase === 'saved')
      await advance(turn, own, { phase: 'verified', outcome: 'works, with the scopes of the one before' }, dependencies)
    return
  }
  if (fault.proven && own !== null && own.phase !== 'preflight') await quarantine(turn, own, fault.why, dependencies)
  throw new RotationStopped(`the new version is not good: ${fault.why}`)
}

/** Null where the new version is good. Refusals are asked again until the provider's own delay, and some more, has passed. */
export async function verdictOnPending(
  turn: RotationRun,
  record: RotationRecord | null,
  dependencies: RotateDependencies,
): Promise<VerificationFault | null> {
  const pending = await readPending(turn, dependencies)
  const readCredential = readingPending(turn, pending, dependencies)
  const startedAt = dependencies.now()
  const untilMs = startedAt + patienceMs + (record === null ? 0 : await propagationMs(turn, pending, dependencies))
  for (;;) {
    const examined = await examine(turn.check, { ...dependencies, readCredential })
    const fault = faultOf(turn, record, examined, dependencies.now())
    if (fault === null) return null
    const isLast = dependencies.now() + betweenTriesMs > untilMs || dependencies.remainingMs() < reserveMs
    if (pending === 'empty' || isLast || !isRefusal(examined)) return fault
    await dependencies.sleep(betweenTriesMs)
  }
}

/** By the version's id: what stage it carries depends on whether it was promoted already. */
async function readPending({ event }: RotationRun, { versions }: RotateDependencies): Promise<StoredSecret | 'empty'> {
  for (const stage of ['AWSPENDING', 'AWSCURRENT'] as const) {
    const found = await versions.read(event.secretArn, { stage, versionId: event.versionId })
    if (found === 'empty') continue
    if ('kind' in found) throw new RotationStopped(`the pending version cannot be read: ${found.code}`)
    return found
  }
  return 'empty'
}

function readingPending(
  { check }: RotationRun,
  pending: StoredSecret | 'empty',
  dependencies: RotateDependencies,
): AttemptDependencies['readCredential'] {
  return async (reference, options) =>
    pending !== 'empty' && reference === check.secret
      ? readSecret(pending, reference, options.expiryField ?? null)
      : dependencies.readCredential(reference, options)
}

async function propagationMs(
  turn: RotationRun,
  pending: StoredSecret | 'empty',
  dependencies: RotateDependencies,
): Promise<number> {
  if (pending === 'empty') return 0
  const settles = dependencies.profileOf(turn.check.profile).settlesWithinSeconds * 1_000
  return Math.max(settles, specFor(turn.rotation, dependencies.specOf)?.capabilities.propagationMs ?? 0)
}

/** What may be a replica that has not heard of the new key yet. */
function isRefusal({ reading }: Examined): boolean {
  return reading.kind === 'answered' && reading.meaning !== 'alive'
}

function faultOf(
  { check }: RotationRun,
  record: RotationRecord | null,
  { reading, scopes }: Examined,
  nowMs: number,
): VerificationFault | null {
  // One answer is all that there is of a version that nobody uses yet: what would be `settling` is a refusal here.
  const verdict = assess(check, [reading, reading], nowMs)
  const shown = reading.kind === 'answered' ? reading.rule : reading.code
  if (verdict.standing !== 'valid') return { why: shown, proven: verdict.standing === 'invalid' }
  const before = record?.baseScopes ?? null
  if (before !== null && scopes !== null && scopes !== before)
    return { why: 'its scopes are not those of the version before', proven: true }
  return null
}
