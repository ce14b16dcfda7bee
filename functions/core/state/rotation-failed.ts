import type { CheckKey } from '../model/check.ts'
import type { RotationFailed } from './incident.ts'
import type { CheckState, StateStore } from './state.ts'

/** The first refusal may be a throttled call, which the next tick repeats. */
const mostTimes = 2

export function hasGivenUp({ times }: RotationFailed): boolean {
  return times >= mostTimes
}

/** The state once a rotation away from `versionId` was asked for; the same object where that is no news. */
export function afterRotation(state: CheckState, versionId: string, accepted: boolean): CheckState {
  const before = state.rotationFailed?.versionId === versionId ? state.rotationFailed.times : 0
  // That it is asked for again is no news after it was given up: only another version is.
  if (accepted ? before === 0 || before > mostTimes : before >= mostTimes) return state
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

/** The state once Secrets Manager gave the rotation up, which ends with another version alone. */
export function afterGivingUp(state: CheckState): CheckState {
  const { versionId, rotationFailed } = state
  if (versionId === null || (rotationFailed?.versionId === versionId && rotationFailed.times > mostTimes)) return state
  return { ...state, revision: state.revision + 1, rotationFailed: { versionId, times: mostTimes + 1 } }
}

/** Remembers that Secrets Manager gave up; rejects where somebody else wrote first, twice. */
export async function giveUp(states: Pick<StateStore, 'read' | 'write'>, check: CheckKey): Promise<void> {
  for (let attempt = 1; attempt <= 2; attempt += 1) {
    const state = (await states.read([check])).get(check)
    if (state === undefined) return
    const next = afterGivingUp(state)
    if (next === state || (await states.write(next))) return
  }
  throw new Error('the state was written by others, twice')
}
