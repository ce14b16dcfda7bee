import type { CheckKey } from '../model/check.ts'
import type { RotationFailed } from './incident.ts'
import type { CheckState, StateStore } from './state.ts'

/** Refusals before a rotation counts as failed. The first may be a throttled call, which the next tick repeats. */
const mostTimes = 2

export function hasGivenUp({ times }: RotationFailed): boolean {
  return times >= mostTimes
}

/** Returns the state after a request to rotate away from `versionId`, or the same object where nothing changed. */
export function afterRotation(state: CheckState, versionId: string, accepted: boolean): CheckState {
  const before = state.rotationFailed?.versionId === versionId ? state.rotationFailed.times : 0
  // After Secrets Manager gave up, only another version changes the state.
  if (accepted ? before === 0 || before > mostTimes : before >= mostTimes) return state
  const rotationFailed = accepted ? null : { versionId, times: before + 1 }
  return { ...state, revision: state.revision + 1, rotationFailed }
}

/** Stores the result of a rotation request. A lost write race is left to the next tick, which requests again. */
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

/** Returns the state after Secrets Manager gave up a rotation. Only another version ends that. */
export function afterGivingUp(state: CheckState): CheckState {
  const { versionId, rotationFailed } = state
  if (versionId === null || (rotationFailed?.versionId === versionId && rotationFailed.times > mostTimes)) return state
  return { ...state, revision: state.revision + 1, rotationFailed: { versionId, times: mostTimes + 1 } }
}

/** Stores that Secrets Manager gave up a rotation. Rejects when another write came first twice. */
export async function giveUp(states: Pick<StateStore, 'read' | 'write'>, check: CheckKey): Promise<void> {
  for (let attempt = 1; attempt <= 2; attempt += 1) {
    const state = (await states.read([check])).get(check)
    if (state === undefined) return
    const next = afterGivingUp(state)
    if (next === state || (await states.write(next))) return
  }
  throw new Error('another write to the state came first, twice')
}
