import type { Check } from '../model/check.ts'
import type { Finding } from '../model/verdict.ts'
import type { ReviewResult } from '../state/review-findings.ts'
import type { CheckState } from '../state/state.ts'
import { isSharedOnPurpose } from './pairs.ts'

/** One of two checks of the same id, with what its last verdict rests on; null where there is none, or it was not good. */
export type Side = { readonly check: Check; readonly state: Pick<CheckState, 'standing' | 'evidence'> | null }

/**
 * What is wrong with two checks of one id in different environments, told to both of them with the other's name: one value or one
 * identity in both, one label from both, and scopes that only the other one should hold.
 */
export function compareSides(one: Side, other: Side, sameValue: boolean): ReviewResult {
  const both = (say: (to: Check) => string): ReviewResult => [
    [one.check.key, { reason: 'shared_across_environments', detail: say(other.check) }],
    [other.check.key, { reason: 'shared_across_environments', detail: say(one.check) }],
  ]
  const strayed = [...strayedScopes(one, other), ...strayedScopes(other, one)]
  if (isSharedOnPurpose([one.check, other.check])) return strayed
  if (sameValue) return [...both(({ key }) => `it is the credential of ${key} too: one value in both`), ...strayed]
  const identity = sharedIdentity(one, other)
  if (identity !== null)
    return [...both(({ key }) => `it belongs to the same identity as ${key}: ${identity}`), ...strayed]
  const label = sharedLabel(one, other)
  const mixed = label === null ? [] : both(({ key }) => `its provider calls it ${label}, as it does ${key}`)
  return [...mixed, ...strayed]
}

/** An identity that both checks expect by name is no surprise. */
function sharedIdentity(one: Side, other: Side): string | null {
  const expected = one.check.expect.identity
  if (expected !== null && expected === other.check.expect.identity) return null
  return same(goodEvidence(one)?.identity?.seen, goodEvidence(other)?.identity?.seen)
}

/** A test key in production, or a live one in staging, where nobody has said which label is meant. */
function sharedLabel(one: Side, other: Side): string | null {
  const [expected, others] = [one.check.expect.environment, other.check.expect.environment]
  if (expected !== null && expected === others) return null
  return same(goodEvidence(one)?.environment?.seen, goodEvidence(other)?.environment?.seen)
}

const same = (one: string | null | undefined, other: string | null | undefined): string | null =>
  one !== null && one !== undefined && one === other ? one : null

const goodEvidence = ({ state }: Side): CheckState['evidence'] | null =>
  state?.standing === 'valid' ? state.evidence : null

/** Scopes that this check forbids and holds, and that the other one requires and holds. */
function strayedScopes(here: Side, there: Side): readonly (readonly [Check['key'], Finding])[] {
  const [held, meant] = [goodEvidence(here)?.scopes, goodEvidence(there)?.scopes]
  if (held === null || held === undefined || meant === null || meant === undefined) return []
  const strayed = held.forbidden.filter((scope) => meant.required.includes(scope) && !meant.missing.includes(scope))
  if (strayed.length === 0) return []
  const detail = `it holds what only ${there.check.key} should: ${strayed.join(', ')}`
  return [[here.check.key, { reason: 'over_scoped', detail }]]
}
