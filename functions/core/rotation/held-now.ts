import { isHeld } from '../alerting/incidents/held.ts'
import type { Check } from '../model/check.ts'
import type { Deployment } from '../model/deployment.ts'
import { activeConditionsOf } from '../state/active-conditions.ts'
import type { ConditionStore } from '../state/conditions.ts'
import type { StateStore } from '../state/state.ts'

/** Dependencies of the question. */
export type HoldSources = {
  readonly deployment: Deployment
  readonly conditions: Pick<ConditionStore, 'all'>
  readonly states: Pick<StateStore, 'readExperiment'>
  now(): number
}

/** Returns true while automatic repairs of a check are held: by an alert storm, an unreliable provider, or an experiment. */
export async function isHeldNow(
  { key, provider }: Pick<Check, 'key' | 'provider'>,
  { deployment, conditions, states, now }: HoldSources,
): Promise<boolean> {
  const [all, experiment] = await Promise.all([conditions.all(), states.readExperiment()])
  const active = activeConditionsOf(all, deployment, experiment)
  return active.experimentOn(key, now()) !== null || isHeld(active, provider, now())
}
