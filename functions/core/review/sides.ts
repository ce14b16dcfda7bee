import type { Check } from '../model/check.ts'
import { type Finding, isUnopposed } from '../model/verdict.ts'
import type { ReviewResult } from '../state/review-findings.ts'
import type { CheckState } from '../state/state.ts'
import { isSharedOnPurpose } from './pairs.ts'

/** One of two checks of the same id, with its stored state; null if there is none. */
export type Side = {
  readonly check: Check
  readonly state: Pick<CheckState, 'standing' | 'reason' | 'evidence'> | null
}

/**
 * Compares two checks of one id in different environments. Findings go to both, each with the name of the other: the same value, the
 * same identity, the same label, or scopes that only the other one should have.
 */
export function compareSides(one: Side, other: Side, sameValue: boolean): ReviewResult {
  const both = (say: (to: Check) => string): ReviewResult => [
    [one.check.key, { reason: 'shared_across_environments', detail: say(other.check) }],
    [other.check.key, { reason: 'shared_across_environments', detail: say(one.check) }],
  ]
  const strayed = [...strayedScopes(one, other), ...strayedScopes(other, one)]
  if (isSharedOnPurpose([one.check, other.check])) return strayed
  if (sameValue) return [...both(({ key }) => `it has the same value as ${key}`), ...strayed]
  const identity = sharedIdentity(one, other)
  if (identity !== null)
    return [...both(({ key }) => `it belongs to the same identity as ${key}: ${identity}`), ...strayed]
  const label = sharedLabel(one, other)
  const mixed = label === null ? [] : both(({ key }) => `its provider labels it ${label}, like ${key}`)
  return [...mixed, ...strayed]
}

/** Returns the identity of both, unless both checks expect it by name. */
function sharedIdentity(one: Side, other: Side): string | null {
  const expected = one.check.expect.identity
  if (expected !== null && expected === other.check.expect.identity) return null
  return same(goodEvidence(one)?.identity?.seen, goodEvidence(other)?.identity?.seen)
}

/** Returns the label of both, such as a test key in production, unless both checks expect it. */
function sharedLabel(one: Side, other: Side): string | null {
  const [expected, others] = [one.check.expect.environment, other.check.expect.environment]
  if (expected !== null && expected === others) return null
  return same(goodEvidence(one)?.environment?.seen, goodEvidence(other)?.environment?.seen)
}

const same = (one: string | null | undefined, other: string | null | undefined): string | null =>
  one !== null && one !== undefined && one === other ? one : null

const goodEvidence = ({ state }: Side): CheckState['evidence'] | null =>
  state !== null && isUnopposed(state) ? state.evidence : null

/** Finds scopes that this check forbids and has, and that the other one requires and has. */
function strayedScopes(here: Side, there: Side): readonly (readonly [Check['key'], Finding])[] {
  const [held, meant] = [goodEvidence(here)?.scopes, goodEvidence(there)?.scopes]
  if (held === null || held === undefined || meant === null || meant === undefined) return []
  const strayed = held.forbidden.filter((scope) => meant.required.includes(scope) && !meant.missing.includes(scope))
  if (strayed.length === 0) return []
  const detail = `it has scopes that only ${there.check.key} should have: ${strayed.join(', ')}`
  return [[here.check.key, { reason: 'over_scoped', detail }]]
}
