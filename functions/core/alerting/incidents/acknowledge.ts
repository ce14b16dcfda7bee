import type { CheckKey } from '../../model/check.ts'
import { type CheckState, type StateStore, stateSchema } from '../../state/state.ts'

/** Result of an acknowledgement. */
export type Acknowledged = 'acknowledged' | 'nothing_is_open' | 'try_again'

/** Acknowledges the open incident of a check. Its reminders end; a higher alert level still notifies. */
export async function acknowledge(
  check: CheckKey,
  by: string,
  { states, now }: { readonly states: Pick<StateStore, 'read' | 'write'>; now(): number },
): Promise<Acknowledged> {
  const state = (await states.read([check])).get(check)
  if (state === undefined || state.schema > stateSchema || state.incident === null) return 'nothing_is_open'
  return (await states.write(acknowledgedBy(state, by, now()))) ? 'acknowledged' : 'try_again'
}

/** Returns the state with its incident acknowledged, or the same object where no incident is open. */
export function acknowledgedBy(state: CheckState, by: string, at: number): CheckState {
  if (state.incident === null) return state
  const incident = { ...state.incident, acknowledged: { by, at } }
  return { ...state, revision: state.revision + 1, incident }
}
