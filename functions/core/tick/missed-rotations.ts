import type { Check, CheckKey } from '../model/check.ts'
import { isMissed } from '../model/expiry.ts'
import { giveUp } from '../state/rotation-failed.ts'
import type { StateStore } from '../state/state.ts'

/**
 * Remembers of secrets that AWS or another function renews that Secrets Manager's own date has passed: it fails without a word, and
 * from now on its expiry pages. What our own function renews is told of by itself.
 */
export async function noteMissed(
  checks: readonly Check[],
  nextRotations: ReadonlyMap<CheckKey, number>,
  { states, now }: { readonly states: Pick<StateStore, 'read' | 'write'>; now(): number },
): Promise<void> {
  for (const { key, rotation } of checks) {
    if (rotation.by !== 'existing' && rotation.by !== 'managed') continue
    if (isMissed(nextRotations.get(key) ?? null, now())) await giveUp(states, key)
  }
}
