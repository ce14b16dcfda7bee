import type { ActiveConditions } from '../../state/active-conditions.ts'
import { holdingStorms } from './storm-cause.ts'
import { isUnreliable } from './unreliable-provider.ts'

/**
 * Returns true if automatic rotation is held for this provider, because it is marked unreliable, or because many of its tokens have died at
 * once. Those that page nobody count too.
 */
export function isHeld(active: ActiveConditions, provider: string, nowMs: number): boolean {
  const isOpen = holdingStorms(provider).some((id) => active.stormOf(id)?.cleared === null)
  return isOpen || isUnreliable(active.unreliableOf(provider), nowMs)
}
