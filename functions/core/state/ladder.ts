import type { Check } from '../model/check.ts'
import { type Expiry, wanderSeconds } from '../model/expiry.ts'

/** A rung of the ladder that an expiry comes down, and the expiry that it belongs to. Epoch seconds, and seconds before it. */
export type Rung = {
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
export function rungsOf({ warnSeconds, criticalSeconds }: Windows): readonly number[] {
  const notices: number[] = []
  for (let rung = warnSeconds; rung >= 1.5 * criticalSeconds; rung /= 2) notices.push(rung)
  return [...notices, criticalSeconds, criticalSeconds / 3, criticalSeconds / 12]
}

/** The lowest rung that has been reached; null above the ladder, and where nobody knows an instant. */
export function rungAt(windows: Windows, expiry: Expiry, nowSeconds: number): Rung | null {
  if (expiry === null || expiry.at === 'never') return null
  const left = expiry.at - nowSeconds
  const secondsBefore = rungsOf(windows).findLast((rung) => left <= rung)
  return secondsBefore === undefined ? null : { expiresAt: expiry.at, secondsBefore, away: 0 }
}

/**
 * What was told of an expiry, as far as it still counts: one that has moved up the ladder begins anew, with every rung that it comes
 * down again, once as many verdicts in a row have seen it there as end an incident. Until then it may be two sources that take turns. One
 * that slides along with each use of the token stays on its rung, and is no news.
 */
export function rungFor(
  told: Rung | null,
  { thresholds, ...windows }: Windows & Pick<Check, 'thresholds'>,
  expiry: Expiry,
  nowSeconds: number,
): Rung | null {
  if (told === null) return null
  const reached = rungAt(windows, expiry, nowSeconds)
  if (reached !== null && !isFurtherUp(reached, told)) return { ...told, away: 0 }
  const away = told.away + 1
  return away < thresholds.recoversAfter ? { ...told, away } : null
}

function isFurtherUp(reached: Rung, told: Rung): boolean {
  return Math.abs(told.expiresAt - reached.expiresAt) > wanderSeconds && reached.secondsBefore > told.secondsBefore
}

/** Several rungs that were passed at once are one message: only the lowest counts. */
export function isLower(rung: Rung | null, told: Rung | null): boolean {
  return rung !== null && (told === null || rung.secondsBefore < told.secondsBefore)
}
