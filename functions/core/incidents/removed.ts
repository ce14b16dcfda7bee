import type { RecordStore } from '../batch-record.ts'
import { cadencesOf } from '../batches.ts'
import type { CheckKey } from '../check.ts'
import { checkOf, type Deployment } from '../deployment.ts'
import { type PayDependencies, settle } from '../pay.ts'
import { type CheckState, stateSchema } from '../state.ts'
import { announce } from './announce.ts'
import type { ConditionStore, KnownCadence } from './conditions.ts'
import type { Situation } from './situation.ts'

export type RemovedDependencies = PayDependencies & {
  readonly deployment: Deployment
  readonly records: RecordStore
  readonly conditions: ConditionStore
  now(): number
}

/** A cadence that no check has any more is forgotten after this. */
const forgetAfterMs = 86_400_000

/**
 * Closes what is open of checks that the config no longer has. Every cadence is known by name, so that those of a cadence that is gone
 * as a whole are found too. A cadence is compared again with every new config, and until all of its messages were accepted.
 */
export async function closeRemoved(cadence: string, situation: Situation, dependencies: RemovedDependencies) {
  const { deployment, conditions, now } = dependencies
  const present = cadencesOf(deployment)
  const known = new Map(
    situation.conditions.filter((one) => one.kind === 'cadence').map((one) => [one.id, one] as const),
  )
  for (const name of new Set([cadence, ...known.keys()])) {
    const before = known.get(name)
    const isGone = !present.has(name)
    if (before?.config === deployment.hash || (name !== cadence && !isGone)) continue
    if (!(await closeOf(name, dependencies))) continue
    const next: KnownCadence = {
      ...{ kind: 'cadence', id: name, revision: (before?.revision ?? 0) + 1, config: deployment.hash },
    }
    await conditions.put(next, isGone ? now() + forgetAfterMs : null)
  }
}

/** False where somebody could not be told yet. */
async function closeOf(cadence: string, dependencies: RemovedDependencies): Promise<boolean> {
  const { records, deployment, states } = dependencies
  const open = (await records.readBatches(cadence)).flatMap((record) => record.open)
  const gone = [...new Set(open)].filter((key) => checkOf(deployment, key) === undefined)
  if (gone.length === 0) return true
  let all = true
  for (const state of (await states.read(gone)).values()) all = (await closeState(state, dependencies)) && all
  return all
}

async function closeState(state: CheckState, dependencies: RemovedDependencies): Promise<boolean> {
  if (state.schema > stateSchema) return true
  const closed = closedBy(state, dependencies.now())
  if (closed !== state && !(await dependencies.states.write(closed))) return false
  for (const owed of closed.owed) {
    const environment = environmentOf(state.check)
    if (!(await announce({ about: 'removed', check: state.check, environment, owed }, dependencies))) return false
  }
  await settle(closed, closed.owed, dependencies)
  return true
}

/** The incident ends with the check. Of what was decided and not told, only the end is left to tell, where anybody heard the beginning. */
export function closedBy(state: CheckState, nowMs: number): CheckState {
  const { incident } = state
  if (incident === null) return state
  const heard = incident.told !== null
  const end = { kind: 'removed', to: incident.told?.to ?? 'notice', incident, at: nowMs } as const
  return { ...state, revision: state.revision + 1, incident: null, recovering: 0, owed: heard ? [end] : [] }
}

const environmentOf = (check: CheckKey): string => check.slice(0, check.indexOf('/'))
