import { cadencesOf } from '../../model/cadences.ts'
import type { Check, CheckKey } from '../../model/check.ts'
import { checkOf, type Deployment } from '../../model/deployment.ts'
import type { BatchRecord, RecordStore } from '../../state/batch-record.ts'
import type { ConditionStore, KnownCadence } from '../../state/conditions.ts'
import type { OwedKind } from '../../state/incident.ts'
import type { Situation } from '../../state/situation.ts'
import { type CheckState, stateSchema } from '../../state/state.ts'
import { type PayDependencies, settle } from '../pay.ts'
import { announce } from './announce.ts'

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
 * as a whole are found too. A cadence is compared again with every new config, until all of its messages were accepted and a tick of
 * that config was opened: a batch of the config before may still have been under way. Returns how many checks nobody could be told of.
 */
export async function closeRemoved(
  cadence: string,
  { situation, isFirst }: { readonly situation: Situation; readonly isFirst: boolean },
  dependencies: RemovedDependencies,
): Promise<number> {
  const { deployment, conditions, now } = dependencies
  const present = cadencesOf(deployment)
  const known = new Map(
    situation.conditions.filter((one) => one.kind === 'cadence').map((one) => [one.id, one] as const),
  )
  let owed = 0
  for (const name of new Set([cadence, ...known.keys()])) {
    const before = known.get(name)
    const isGone = !present.has(name)
    if (before?.config === deployment.hash || (name !== cadence && !isGone)) continue
    const untold = await closeOf(name, dependencies)
    owed += untold
    const isDone = untold === 0 && (isGone || !isFirst)
    const next: KnownCadence = {
      ...{ kind: 'cadence', id: name, revision: (before?.revision ?? 0) + 1 },
      config: isDone ? deployment.hash : (before?.config ?? ''),
    }
    if (isDone || before === undefined) await conditions.put(next, isGone ? now() + forgetAfterMs : null)
  }
  return owed
}

/** How many of a cadence's checks that are gone nobody could be told of yet. */
async function closeOf(cadence: string, dependencies: RemovedDependencies): Promise<number> {
  const { records, deployment, states } = dependencies
  const gone = goneOf(await records.readBatches(cadence), deployment)
  if (gone.length === 0) return 0
  let untold = 0
  for (const state of (await states.read(gone)).values()) if (!(await closeState(state, dependencies))) untold += 1
  return untold
}

/**
 * Checks that the record before lists and that this one would forget: those that were not run, and those that the config no longer has,
 * until a tick has closed them.
 */
export function leftOpen(
  last: BatchRecord | null,
  notRun: readonly Check[],
  deployment: Deployment,
  situation: Situation | null,
): readonly CheckKey[] {
  if (last === null) return []
  const isClosed = situation?.conditions.some(
    (one) => one.kind === 'cadence' && one.id === last.cadence && one.config === deployment.hash,
  )
  const keys = new Set(notRun.map(({ key }) => key))
  return [...listedIn([last]).filter((key) => keys.has(key)), ...(isClosed === true ? [] : goneOf([last], deployment))]
}

function goneOf(records: readonly BatchRecord[], deployment: Deployment): readonly CheckKey[] {
  return listedIn(records).filter((key) => checkOf(deployment, key) === undefined)
}

/** Checks of which something may be open or owed. */
function listedIn(records: readonly BatchRecord[]): readonly CheckKey[] {
  return [...new Set(records.flatMap(({ open, owed, notices }) => [...open, ...owed, ...notices]))]
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
  if (incident === null) return withEndsAlone(state)
  const heard = incident.told !== null
  const end = { kind: 'removed', to: incident.told?.to ?? 'notice', incident, at: nowMs } as const
  return { ...state, revision: state.revision + 1, incident: null, recovering: 0, owed: heard ? [end] : [] }
}

const ends: ReadonlySet<OwedKind> = new Set(['resolve', 'removed'])

function withEndsAlone(state: CheckState): CheckState {
  const owed = state.owed.filter(({ kind }) => ends.has(kind))
  return owed.length === state.owed.length ? state : { ...state, revision: state.revision + 1, owed }
}

const environmentOf = (check: CheckKey): string => check.slice(0, check.indexOf('/'))
