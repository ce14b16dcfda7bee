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

/** Returns the state of a check; of one that has left the shadow, as if nothing was notified: what is wrong begins for people now. */
export function asNotified(stored: CheckState | null, check: Pick<Check, 'paging'>): CheckState | null {
  if (stored?.shadow !== true || isInShadow(stored, check)) return stored
  const { shadow: _, leftOut: __, ...state } = stored
  return { ...state, incident: null, troubles: {}, recovering: 0, expiryThreshold: null, flapping: null, pending: [] }
}
