import type { Check } from '../model/check.ts'

/** Two checks of one id, in different environments. */
export type Pair = readonly [one: Check, other: Check]

/** Every pair of checks that should be kept apart, environment by environment. */
export function pairsOf(checks: readonly Check[]): readonly Pair[] {
  const groups = [...Map.groupBy(checks, ({ id }) => id).values()]
  return groups.flatMap((group) =>
    group.flatMap((one, index) => group.slice(index + 1).map((other): Pair => [one, other])),
  )
}

/** Whether the config says that both are one credential on purpose. */
export const isSharedOnPurpose = ([one, other]: Pair): boolean => one.shared && other.shared
