import type { Check } from '../model/check.ts'
import type { CheckState } from '../state/state.ts'

/**
 * Returns true if nobody is notified of a check. An incident that people were notified of goes on until its end, also if the config has
 * put the check into the shadow meanwhile.
 */
export function isInShadow(stored: CheckState | null, { paging }: Pick<Check, 'paging'>): boolean {
  if (paging !== 'shadow') return false
  return stored === null || stored.shadow === true || (stored.incident === null && stored.pending.length === 0)
}

/** Returns the state as if nothing had been notified, which is the truth: what is still wrong begins for people now. */
export function outOfShadow({ shadow: _, ...state }: CheckState): CheckState {
  return { ...state, incident: null, troubles: {}, recovering: 0, expiryThreshold: null, flapping: null, pending: [] }
}
