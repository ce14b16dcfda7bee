import type { RotationRecord } from './record.ts'

/** Interval of the reconciliation. */
export const lookMs = 5 * 60_000

/** Finest schedule of Secrets Manager. Tokens that live shorter are refreshed by the reconciliation. */
export const finestScheduleSeconds = 4 * 3_600

/** A refresh begins 15 minutes or a fifth of the life before the end, whichever is earlier. */
const marginSeconds = 15 * 60
const marginPart = 0.2

/** Returns the life of the version that is current: the one that the rotation made, or the one that it was to replace. */
function lifeOf(record: RotationRecord): Pick<RotationRecord, 'mintedAt' | 'expiresAt'> {
  const { phase, promotedAt, baseMintedAt = null, baseExpiresAt } = record
  const isBase = promotedAt === null && phase !== 'done'
  return isBase ? { mintedAt: baseMintedAt, expiresAt: baseExpiresAt } : record
}

/** Returns true if the reconciliation must refresh a token now: it is short-lived, or it would die of idleness. */
export function isRefreshDue(record: RotationRecord, keepAliveSeconds: number | null, nowMs: number): boolean {
  const { mintedAt, expiresAt } = lifeOf(record)
  if (mintedAt === null) return false
  const nowSeconds = nowMs / 1_000
  const mintedSeconds = mintedAt / 1_000
  // The last third of the idle limit is left for retries.
  if (keepAliveSeconds !== null && nowSeconds - mintedSeconds >= (2 / 3) * keepAliveSeconds) return true
  if (expiresAt === null) return false
  const life = expiresAt - mintedSeconds
  if (life > finestScheduleSeconds) return false
  return expiresAt - nowSeconds <= Math.min(Math.max(marginSeconds, marginPart * life), life / 2)
}
