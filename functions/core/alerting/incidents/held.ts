import type { ActiveConditions } from '../../state/active-conditions.ts'
import { isUnreliable } from './unreliable-provider.ts'

/** Returns true if automatic rotation is held for this provider, because it is marked unreliable or an alert storm is open. */
export function isHeld(active: ActiveConditions, provider: string, nowMs: number): boolean {
  const storm = active.stormOf(provider)
  return (storm !== null && storm.cleared === null) || isUnreliable(active.unreliableOf(provider), nowMs)
}
