import type { RotatableClass } from '../model/capabilities.ts'
import { probeVersion, provedAlive } from './probe-version.ts'
import type { RotationRecord } from './record.ts'
import type { RotateDependencies, RotationRun } from './rotation-run.ts'
import type { Rotator } from './rotator.ts'

/** Classes whose exchange ends the old credential, at once or after its grace. */
const endsOldOne: ReadonlySet<RotatableClass> = new Set(['rotate_dead', 'rotate_grace'])

/** Time in which a dead credential is refused everywhere. Before it has passed, a credential that works proves nothing. */
const diesEverywhereMs = 5 * 60_000

/**
 * Returns true if the old credential proves that a claim was never used: its server says so, or it works although an exchange would have
 * ended it. Returns false if it is spent, and `null` if nothing proves either.
 */
export async function isUnspent(
  run: RotationRun,
  record: RotationRecord,
  { isAlive, capabilities }: Pick<Rotator, 'isAlive' | 'capabilities'>,
  dependencies: RotateDependencies,
): Promise<boolean | null> {
  if (isAlive !== null) return isAlive()
  const exchangedBy = Math.max(record.heldUntil, record.claimedAt ?? 0)
  const isEarly = dependencies.now() - exchangedBy < capabilities.graceMs + diesEverywhereMs
  if (!endsOldOne.has(capabilities.class) || capabilities.deadReuseIsHarmful || isEarly) return null
  const old = { stage: 'AWSCURRENT', versionId: record.baseVersionId }
  if (await provedAlive(run, old, dependencies)) return true
  return (await probeVersion(run, old, dependencies)) === 'dead' ? false : null
}
