import type { RotationRecord } from './record.ts'

/** Our own clock ticks this often. */
export const lookMs = 5 * 60_000

/** Secrets Manager's schedules are no finer; what lives shorter is renewed by our own clock. */
const finestScheduleSeconds = 4 * 3_600

/** A refresh begins this long before the end, or at a fifth of the life before it, whichever is earlier. */
const marginSeconds = 15 * 60
const marginPart = 0.2

/** Whether a token is renewed by our own clock: short-lived, or one that dies of idleness. */
export function isRefreshDue(
  record: Pick<RotationRecord, 'mintedAt' | 'expiresAt'>,
  keepAliveSeconds: number | null,
  nowMs: number,
): boolean {
  const { mintedAt, expiresAt } = record
  if (mintedAt === null) return false
  const nowSeconds = nowMs / 1_000
  const mintedSeconds = mintedAt / 1_000
  // Two thirds of the idle limit leave a third for everything that can go wrong.
  if (keepAliveSeconds !== null && nowSeconds - mintedSeconds >= (2 / 3) * keepAliveSeconds) return true
  if (expiresAt === null) return false
  const life = expiresAt - mintedSeconds
  if (life > finestScheduleSeconds) return false
  return expiresAt - nowSeconds <= Math.min(Math.max(marginSeconds, marginPart * life), life / 2)
}
