import { isMissed } from '../model/expiry.ts'
import type { RotationRecord } from './record.ts'
import { recordOf } from './record-of.ts'
import { rotationToken } from './rotation-token.ts'
import { tellOf } from './tell-of.ts'
import type { RotateDependencies, Turn } from './turn.ts'
import { versionAt } from './versions.ts'

/**
 * Secrets Manager's own clock is the backstop; a date that has passed says that rotation fails without a word. Where no rotation was ever
 * begun, the record of the next one carries the message.
 */
export async function tellMissed(
  turn: Turn,
  last: RotationRecord | null,
  dependencies: RotateDependencies,
): Promise<void> {
  if (!isMissed(turn.secret.nextRotationAt, dependencies.now())) return
  const next = nextVersionId(turn)
  const record = last ?? (next === null ? null : await recordOf(next, turn, null, dependencies))
  // Whose yes is wanted knows already that it is late.
  if (record !== null && record.debt?.situation !== 'approval_wanted')
    await tellOf('schedule_missed', turn, record, dependencies)
}

/** The version that the first rotation would make. */
function nextVersionId({ secret, check }: Turn): string | null {
  const current = versionAt(secret, 'AWSCURRENT')
  const source = check.secret?.source
  return current === null || source?.from !== 'secrets-manager' ? null : rotationToken(source.id, current, 0)
}
