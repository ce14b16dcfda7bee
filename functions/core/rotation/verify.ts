import { readSecret, type StoredSecret } from '../model/secret-value.ts'
import { isUnproved } from '../model/verdict.ts'
import { assess } from '../probe/assess.ts'
import type { AttemptDependencies } from '../probe/attempt.ts'
import { specFor } from './capabilities-for.ts'
import { quarantine } from './quarantine.ts'
import type { RotationRecord } from './record.ts'
import { advance, type RotateDependencies, type RotationRun } from './rotation-run.ts'
import { RotationStopped } from './rotation-stopped.ts'
import { type Examined, examine } from './scopes-of.ts'
import { stageOf } from './versions.ts'

/** Some replicas refuse a new key for longer than the provider documents: this long at most. */
const extraPropagationMs = 60_000
const betweenTriesMs = 5_000
/** Time that one more try takes, with the writes after it. */
const verifyReserveMs = 25_000

/** The reason why a new version is bad. `proven`: asking again would not change it. */
export type VerificationFault = { readonly why: string; readonly proven: boolean }

/**
 * Verifies the new version (`testSecret`): it must pass the check, with exactly the scopes of the old version. A version that is proved
 * bad is quarantined. One that cannot be judged now stays for the next try. A dry run has no new value, so the present one is verified.
 */
export async function verify(run: RotationRun, dependencies: RotateDependencies): Promise<void> {
  const record = await dependencies.journal.read(run.check.key)
  const own = record?.versionId === run.event.versionId ? record : null
  const fault = await verdictOnPending(run, own, dependencies)
  if (fault === null) {
    if (own?.phase === 'saved')
      await advance(run, own, { phase: 'verified', outcome: 'works, with the scopes of the one before' }, dependencies)
    return
  }
  if (fault.proven && own !== null && own.phase !== 'preflight') await quarantine(run, own, fault.why, dependencies)
  throw new RotationStopped(`the new version is not good: ${fault.why}`)
}

/** Returns `null` for a good version. A refusal is asked again until the provider's documented delay, and a minute more, has passed. */
export async function verdictOnPending(
  run: RotationRun,
  record: RotationRecord | null,
  dependencies: RotateDependencies,
): Promise<VerificationFault | null> {
  return verdictOn(run, record, await readPending(run, dependencies), dependencies)
}

/** Judges the value of a new version, wherever it is stored; `empty` stands for the present value. */
export async function verdictOn(
  run: RotationRun,
  record: RotationRecord | null,
  pending: StoredSecret | 'empty',
  dependencies: RotateDependencies,
): Promise<VerificationFault | null> {
  const readCredential = readingPending(run, pending, dependencies)
  const startedAt = dependencies.now()
  const untilMs =
    startedAt + extraPropagationMs + (record === null ? 0 : await propagationMs(run, pending, dependencies))
  for (;;) {
    const examined = await examine(run.check, { ...dependencies, readCredential })
    const fault = faultOf(run, record, examined, dependencies.now())
    if (fault === null) return null
    const isLast = dependencies.now() + betweenTriesMs > untilMs || dependencies.remainingMs() < verifyReserveMs
    if (pending === 'empty' || isLast || !isRefusal(examined)) return fault
    await dependencies.sleep(betweenTriesMs)
  }
}

/** Reads the new version by its id and the label that it has now: it may have been promoted already, and AWSPENDING taken away. */
async function readPending({ event }: RotationRun, { versions }: RotateDependencies): Promise<StoredSecret | 'empty'> {
  const { secretArn, versionId } = event
  const stage = stageOf(await versions.describe(secretArn), versionId)
  const found = stage === null ? 'empty' : await versions.read(secretArn, { stage, versionId })
  if (found !== 'empty' && 'kind' in found)
    throw new RotationStopped(`the pending version cannot be read: ${found.code}`)
  return found
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
  run: RotationRun,
  pending: StoredSecret | 'empty',
  dependencies: RotateDependencies,
): Promise<number> {
  if (pending === 'empty') return 0
  const settles = dependencies.profileOf(run.check.profile).settlesWithinSeconds * 1_000
  return Math.max(settles, specFor(run.rotation, dependencies.specOf)?.capabilities.propagationMs ?? 0)
}

/** Returns true for an answer that may come from a replica without the new key. */
function isRefusal({ reading }: Examined): boolean {
  return reading.kind === 'answered' && reading.meaning !== 'alive' && reading.meaning !== 'unproved'
}

function faultOf(
  { check }: RotationRun,
  record: RotationRecord | null,
  { reading, scopes }: Examined,
  nowMs: number,
): VerificationFault | null {
  // The one reading counts twice: nobody uses this version yet, so a refusal need not be confirmed as `settling`.
  const verdict = assess(check, [reading, reading], nowMs)
  const shown = reading.kind === 'answered' ? reading.rule : reading.code
  const isDeclared = check.proof === 'declared' && isUnproved(verdict)
  if (verdict.standing !== 'valid' && !isDeclared) return { why: shown, proven: verdict.standing === 'invalid' }
  const before = record?.baseScopes ?? null
  if (before !== null && scopes !== null && scopes !== before)
    return { why: 'its scopes are not those of the version before', proven: true }
  return null
}
