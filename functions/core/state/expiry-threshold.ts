import type { Check } from '../model/check.ts'
import { type Expiry, wanderSeconds } from '../model/expiry.ts'

/** A rung of the ladder that an expiry comes down, and the expiry that it belongs to. Epoch seconds, and seconds before it. */
export type ExpiryThreshold = {
  readonly expiresAt: number
  readonly secondsBefore: number
  /** Verdicts in a row that saw the expiry further up, or none. */
  readonly away: number
}

type Windows = Pick<Check, 'warnSeconds' | 'criticalSeconds'>

/**
 * Where on its way down an expiry is told: at `warn` and each half of what is left of it until `critical` is near, at `critical`, and
 * at a third and a twelfth of that. With 30 and 3 days: 30d, 15d, 7d 12h, 3d, 1d, 6h.
 */
export function expiryThresholdsOf({ warnSeconds, criticalSeconds }: Windows): readonly number[] {
  const notices: number[] = []
  for (let expiryThreshold = warnSeconds; expiryThreshold >= 1.5 * criticalSeconds; expiryThreshold /= 2)
    notices.push(expiryThreshold)
  return [...notices, criticalSeconds, criticalSeconds / 3, criticalSeconds / 12]
}

/** The lowest rung that has been reached; null above the ladder, and where nobody knows an instant. */
export function expiryThresholdAt(windows: Windows, expiry: Expiry, nowSeconds: number): ExpiryThreshold | null {
  if (expiry === null || expiry.at === 'never') return null
  const left = expiry.at - nowSeconds
  const secondsBefore = expiryThresholdsOf(windows).findLast((expiryThreshold) => left <= expiryThreshold)
  return secondsBefore === undefined ? null : { expiresAt: expiry.at, secondsBefore, away: 0 }
}

/**
 * What was told of an expiry, as far as it still counts: one that has moved up the ladder begins anew, with every rung that it comes
 * down again, once as many verdicts in a row have seen it there as end an incident. Until then it may be two sources that take turns. One
 * that slides along with each use of the token stays on its rung, and is no news.
 */
export function expiryThresholdFor(
  notified: ExpiryThreshold | null,
  { thresholds, ...windows }: Windows & Pick<Check, 'thresholds'>,
  expiry: Expiry,
  nowSeconds: number,
): ExpiryThreshold | null {
  if (notified === null) return null
  const reached = expiryThresholdAt(windows, expiry, nowSeconds)
  if (reached !== null && !isFurtherUp(reached, notified)) return { ...notified, away: 0 }
  const away = notified.away + 1
  return away < thresholds.recoversAfter ? { ...notified, away } : null
}

function isFurtherUp(reached: ExpiryThreshold, notified: ExpiryThreshold): boolean {
  return (
    Math.abs(notified.expiresAt - reached.expiresAt) > wanderSeconds && reached.secondsBefore > notified.secondsBefore
  )
}

/** Several rungs that were passed at once are one message: only the lowest counts. */
export function isNearerThreshold(expiryThreshold: ExpiryThreshold | null, notified: ExpiryThreshold | null): boolean {
  return expiryThreshold !== null && (notified === null || expiryThreshold.secondsBefore < notified.secondsBefore)
}
