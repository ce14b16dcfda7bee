import type { Situation } from '../../state/situation.ts'
import { isDoubted } from './doubt.ts'

/** Whether no rotation of a provider's tokens may start: it is not to be trusted, or so many died that a person has to look first. */
export function isHeld(situation: Situation, provider: string, nowMs: number): boolean {
  const breaker = situation.breakerOf(provider)
  return (breaker !== null && breaker.cleared === null) || isDoubted(situation.unreliableOf(provider), nowMs)
}
