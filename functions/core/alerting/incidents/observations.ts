import type { Check } from '../../model/check.ts'
import { isUnproved, type Verdict } from '../../model/verdict.ts'
import type { CheckState, Streak } from '../../state/state.ts'
import type { LookCount, LookCounts } from '../../state/trouble.ts'
import type { Urgency } from './urgency.ts'

/** Observations that follow sooner count as one: deployments and repeated deliveries make ticks of their own. */
const leastApartMs = 60_000

/** An observation older than this, or than three intervals of the check, says nothing of a row any more. */
const longestApartMs = 3_600_000

/** One observation of a check. `judgedBefore` is the instant of the judgement before, if any is known. */
export type OneLook = {
  readonly check: Pick<Check, 'everySeconds'>
  readonly at: number
  readonly judgedBefore: number | null
}

/**
 * Returns the count after one more observation, counted no further than `most`. In a row is a matter of time: what comes too soon after
 * the last one does not count, and what comes too late begins anew. Returns the same object where the number stays.
 */
export function countedAgain(before: LookCount | null, { check, at, judgedBefore }: OneLook, most: number): LookCount {
  if (before === null) return { seen: Math.min(1, most), at }
  const intervalMs = check.everySeconds * 1_000
  if (at - before.at < Math.min(leastApartMs, intervalMs / 2)) return before
  const isOld = at - Math.max(before.at, judgedBefore ?? 0) > Math.max(longestApartMs, 3 * intervalMs)
  const seen = isOld ? 1 : Math.min(before.seen + 1, most)
  return seen === before.seen ? before : { seen, at }
}

/** Returns the observations in a row of the verdict's own standing. */
export function streakAfter(
  { standing, ticks, at: last = 0 }: Streak,
  verdict: Verdict,
  { observation, most }: { readonly observation: OneLook; readonly most: number },
): Streak {
  const before = standing === verdict.standing && ticks > 0 ? { seen: ticks, at: last } : null
  const { seen, at } = countedAgain(before, observation, most)
  return standing === verdict.standing && seen === ticks
    ? { standing, ticks, ...(last === 0 ? {} : { at: last }) }
    : { standing: verdict.standing, ticks: seen, at }
}

/**
 * Returns the observations of what proves nothing. A verdict about the credential itself ends both rows. A check that
 * changes between the two goes on in each.
 */
export function countsAfter(
  before: LookCounts | undefined,
  verdict: Verdict,
  { observation, ticks }: { readonly observation: OneLook; readonly ticks: Urgency['ticks'] },
): LookCounts {
  const { standing } = verdict
  if (standing === 'invalid' || standing === 'valid' || isUnproved(verdict)) return {}
  return { ...before, [standing]: countedAgain(before?.[standing] ?? null, observation, ticks) }
}

/** Returns the counts of a state, also of one that an earlier version wrote: it counted in the streak. */
export function countsOf({ counts, streak }: Pick<CheckState, 'counts' | 'streak'>): LookCounts {
  if (counts !== undefined) return counts
  const { standing, ticks } = streak
  return standing === 'unknown' || standing === 'misconfigured' ? { [standing]: { seen: ticks, at: 0 } } : {}
}
