import type { ActiveConditions } from '../../state/active-conditions.ts'
import { isUnreliable } from './unreliable-provider.ts'

/** Whether no rotation of a provider's tokens may start: it is not to be trusted, or so many died that a person has to look first. */
export function isHeld(active: ActiveConditions, provider: string, nowMs: number): boolean {
  const storm = active.stormOf(provider)
  return (storm !== null && storm.cleared === null) || isUnreliable(active.unreliableOf(provider), nowMs)
}
