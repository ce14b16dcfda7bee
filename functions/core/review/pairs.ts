import type { Check } from '../model/check.ts'

/** Two checks of one id, in different environments. */
export type Pair = readonly [one: Check, other: Check]

/** Returns every pair of checks that share an id. */
export function pairsOf(checks: readonly Check[]): readonly Pair[] {
  const groups = [...Map.groupBy(checks, ({ id }) => id).values()]
  return groups.flatMap((group) =>
    group.flatMap((one, index) => group.slice(index + 1).map((other): Pair => [one, other])),
  )
}

/** Returns true if both checks declare that their credential is shared. */
export const isSharedOnPurpose = ([one, other]: Pair): boolean => one.shared && other.shared
