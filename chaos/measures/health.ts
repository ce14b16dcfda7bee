import type { Sample } from '../trial/load.ts'
import type { Slo } from './observation.ts'

/** The service did not become healthy while it was observed. */
export const never = Number.POSITIVE_INFINITY

/**
 * Returns the seconds from `fromMs` to the start of the first whole window that meets the SLO; `never` if there is none before `toMs`.
 * Calls that were scheduled before `fromMs` do not count, however late they ended.
 */
export function secondsToHealth(
  samples: readonly Sample[],
  [fromMs, toMs]: readonly [number, number],
  { successRatio, windowMs }: Slo,
): number {
  const due = samples.filter(({ atMs }) => atMs >= fromMs && atMs < toMs).toSorted((a, b) => a.atMs - b.atMs)
  for (const [index, { atMs: startMs }] of due.entries()) {
    if (startMs + windowMs > toMs) return never
    const window = due.slice(index).filter(({ atMs }) => atMs < startMs + windowMs)
    const served = window.filter(({ outcome }) => outcome.kind !== 'failed').length
    if (window[0]?.outcome.kind !== 'failed' && served / window.length >= successRatio)
      return (startMs - fromMs) / 1_000
  }
  return never
}
