import type { CheckKey } from '../check.ts'
import type { CheckState, StateStore } from '../state.ts'

/** How often in a row the rotation away from a version did not even start, or failed. */
export type RotationFailed = { readonly versionId: string; readonly times: number }

/** The first refusal may be a throttled call, which the next tick repeats. */
const mostTimes = 2

export function hasGivenUp({ times }: RotationFailed): boolean {
  return times >= mostTimes
}

/** The state once a rotation away from `versionId` was asked for; the same object where that is no news. */
export function afterRotation(state: CheckState, versionId: string, accepted: boolean): CheckState {
  const before = state.rotationFailed?.versionId === versionId ? state.rotationFailed.times : 0
  if (accepted ? before === 0 : before >= mostTimes) return state
  const rotationFailed = accepted ? null : { versionId, times: before + 1 }
  return { ...state, revision: state.revision + 1, rotationFailed }
}

/** Remembers what became of the request. Who loses the race to write leaves it to the next tick, which asks again. */
export async function noteRotation(
  states: StateStore,
  check: CheckKey,
  versionId: string,
  accepted: boolean,
): Promise<void> {
  const state = (await states.read([check])).get(check)
  if (state === undefined) return
  const next = afterRotation(state, versionId, accepted)
  if (next !== state) await states.write(next)
}
