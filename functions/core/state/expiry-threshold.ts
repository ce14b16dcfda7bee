import type { Check } from '../model/check.ts'
import { type Expiry, wanderSeconds } from '../model/expiry.ts'

/** An expiry threshold that was reached, and its expiry. `expiresAt` is in epoch seconds, `secondsBefore` the time left before it. */
export type ExpiryThreshold = {
  readonly expiresAt: number
  readonly secondsBefore: number
  /** Verdicts in a row that saw a later threshold, or no expiry. */
  readonly away: number
}

type Windows = Pick<Check, 'warnSeconds' | 'criticalSeconds'>

/**
 * Lists the expiry thresholds of a check in seconds before its expiry, largest first: `warn`, its halves down to 1.5 times `critical`,
 * then `critical`, a third and a twelfth of it, and the end itself. With 30 and 3 days: 30d, 15d, 7d 12h, 3d, 1d, 6h, 0.
 */
export function expiryThresholdsOf({ warnSeconds, criticalSeconds }: Windows): readonly number[] {
  const notices: number[] = []
  for (let seconds = warnSeconds; seconds >= 1.5 * criticalSeconds; seconds /= 2) notices.push(seconds)
  return [...notices, criticalSeconds, criticalSeconds / 3, criticalSeconds / 12, 0]
}

/** Returns the threshold nearest to the expiry that was reached; `null` before the first one, and where no instant is known. */
export function expiryThresholdAt(windows: Windows, expiry: Expiry, nowSeconds: number): ExpiryThreshold | null {
  if (expiry === null || expiry.at === 'never') return null
  const left = expiry.at - nowSeconds
  const secondsBefore = expiryThresholdsOf(windows).findLast((seconds) => left <= seconds)
  return secondsBefore === undefined ? null : { expiresAt: expiry.at, secondsBefore, away: 0 }
}

/**
 * Returns the notified threshold as far as it still counts, or `null` to start again.
 *
 * It starts again once `recoversAfter` verdicts in a row saw the expiry at an earlier threshold. Until then, two sources may alternate.
 * An expiry that moves along with each use of the token stays at its threshold.
 */
export function expiryThresholdFor(
  notified: ExpiryThreshold | null,
  { thresholds, ...windows }: Windows & Pick<Check, 'thresholds'>,
  expiry: Expiry,
  nowSeconds: number,
): ExpiryThreshold | null {
  if (notified === null) return null
  const reached = expiryThresholdAt(windows, expiry, nowSeconds)
  if (reached !== null && !isEarlier(reached, notified)) return { ...notified, away: 0 }
  const away = notified.away + 1
  return away < thresholds.recoversAfter ? { ...notified, away } : null
}

/** Returns true for a clearly different expiry with more time left. */
function isEarlier(reached: ExpiryThreshold, notified: ExpiryThreshold): boolean {
  return (
    Math.abs(notified.expiresAt - reached.expiresAt) > wanderSeconds && reached.secondsBefore > notified.secondsBefore
  )
}

/** Returns true if a threshold is nearer to the expiry than the notified one. Thresholds that were passed at once are one message. */
export function isNearerThreshold(reached: ExpiryThreshold | null, notified: ExpiryThreshold | null): boolean {
  return reached !== null && (notified === null || reached.secondsBefore < notified.secondsBefore)
}
