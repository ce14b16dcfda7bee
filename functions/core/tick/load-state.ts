import type { Check, CheckKey } from '../model/check.ts'
import type { Deployment } from '../model/deployment.ts'
import { type ActiveConditions, activeConditionsOf } from '../state/active-conditions.ts'
import type { ConditionStore } from '../state/conditions.ts'
import type { Log } from '../state/log.ts'
import { type CheckState, type StateStore, stateSchema } from '../state/state.ts'

type LoadStateDependencies = {
  readonly states: StateStore
  readonly conditions: ConditionStore
  readonly deployment: Deployment
  readonly log: Log
}

/** What a batch remembers before it probes. */
export type LoadedState = {
  readonly states: ReadonlyMap<CheckKey, CheckState> | null
  readonly active: ActiveConditions
}

/** What is known of the checks and around them; a table that does not answer costs the memory, not the tick. */
export async function loadState(
  checks: readonly Check[],
  { states, conditions, deployment, log }: LoadStateDependencies,
): Promise<LoadedState> {
  const [known, around, experiment] = await Promise.all([
    states.read(checks.map((check) => check.key)).catch(() => null),
    conditions.all().catch(() => null),
    states.readExperiment().catch(() => null),
  ])
  if (known === null) log({ event: 'fault', where: 'state', code: 'not_read', check: null })
  if (around === null) log({ event: 'fault', where: 'conditions', code: 'not_read', check: null })
  return { states: known, active: activeConditionsOf(around ?? [], deployment, experiment) }
}

/** What a later Tokenwatch has written says nothing here. */
export function readable(state: CheckState | undefined): CheckState | null {
  return state === undefined || state.schema > stateSchema ? null : state
}
