import type { CheckKey } from '../model/check.ts'
import type { Condition } from './conditions.ts'
import type { CheckState } from './state.ts'

/** Milliseconds for which the last read counts while the table does not answer. */
const countsForMs = 3_600_000

/** The last reads of one container from the table; lives as long as the container. Unreadable is not absent. */
export type LastKnown = {
  readonly states: Map<CheckKey, { readonly state: CheckState; readonly at: number }>
  conditions: { readonly all: readonly Condition[]; readonly at: number } | null
}

export function openLastKnown(): LastKnown {
  return { states: new Map(), conditions: null }
}

/** Remembers what was read, and returns it. If nothing could be read, returns what was last known for a while. */
export function conditionsOrLastKnown(
  read: readonly Condition[] | null,
  lastKnown: LastKnown,
  nowMs: number,
): readonly Condition[] {
  if (read !== null) lastKnown.conditions = { all: read, at: nowMs }
  const { conditions } = lastKnown
  return conditions !== null && nowMs - conditions.at <= countsForMs ? conditions.all : []
}

/** Remembers the states that were read, and returns them. If none could be read, returns those that were last known for a while. */
export function statesOrLastKnown(
  read: ReadonlyMap<CheckKey, CheckState> | null,
  lastKnown: LastKnown,
  nowMs: number,
): ReadonlyMap<CheckKey, CheckState> {
  if (read !== null) {
    for (const [check, state] of read) lastKnown.states.set(check, { state, at: nowMs })
    return read
  }
  const fresh = [...lastKnown.states].filter(([, { at }]) => nowMs - at <= countsForMs)
  return new Map(fresh.map(([check, { state }]) => [check, state]))
}
