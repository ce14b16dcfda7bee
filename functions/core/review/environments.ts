import type { Check } from '../model/check.ts'
import type { AttemptDependencies } from '../probe/attempt.ts'
import type { ReviewResult } from '../state/review-findings.ts'
import type { CheckState, StateStore } from '../state/state.ts'
import { isSharedOnPurpose, type Pair, pairsOf } from './pairs.ts'
import { compareSides, type Side } from './sides.ts'

export type EnvironmentsDependencies = Pick<AttemptDependencies, 'readCredential'> & {
  readonly states: Pick<StateStore, 'read'>
}

/**
 * Compares checks of one id across environments, two at a time. Both values are in memory during one comparison only. Nothing of them
 * is stored, not even a fingerprint.
 */
export async function reviewEnvironments(
  checks: readonly Check[],
  dependencies: EnvironmentsDependencies,
): Promise<ReviewResult> {
  const pairs = pairsOf(checks)
  if (pairs.length === 0) return []
  const states = await dependencies.states.read(checks.map(({ key }) => key))
  const found: ReviewResult[] = []
  for (const [one, other] of pairs) {
    const sameValue = !isSharedOnPurpose([one, other]) && (await holdSameValue([one, other], dependencies))
    found.push(compareSides(sideOf(one, states), sideOf(other, states), sameValue))
  }
  return found.flat()
}

const sideOf = (check: Check, states: ReadonlyMap<string, CheckState>): Side => ({
  check,
  state: states.get(check.key) ?? null,
})

/** Compares two values. Returns false if one cannot be read: its own check reports that. */
async function holdSameValue(
  [one, other]: Pair,
  { readCredential }: Pick<AttemptDependencies, 'readCredential'>,
): Promise<boolean> {
  if (one.secret === null || other.secret === null) return false
  const [here, there] = await Promise.all([readCredential(one.secret, {}), readCredential(other.secret, {})])
  return here.kind === 'read' && there.kind === 'read' && here.credential.sameAs(there.credential)
}
