import type { CheckKey } from '../../model/check.ts'
import { type CheckState, type StateStore, stateSchema } from '../../state/state.ts'

/** What became of it. */
export type Acknowledged = 'acknowledged' | 'nothing_is_open' | 'try_again'

/** Whoever takes an incident over ends its reminders; that it becomes worse is told all the same. */
export async function acknowledge(
  check: CheckKey,
  by: string,
  { states, now }: { readonly states: Pick<StateStore, 'read' | 'write'>; now(): number },
): Promise<Acknowledged> {
  const state = (await states.read([check])).get(check)
  if (state === undefined || state.schema > stateSchema || state.incident === null) return 'nothing_is_open'
  return (await states.write(acknowledgedBy(state, by, now()))) ? 'acknowledged' : 'try_again'
}

/** The state once somebody has taken its incident over; the same object where none is open. */
export function acknowledgedBy(state: CheckState, by: string, at: number): CheckState {
  if (state.incident === null) return state
  const incident = { ...state.incident, acknowledged: { by, at } }
  return { ...state, revision: state.revision + 1, incident }
}
