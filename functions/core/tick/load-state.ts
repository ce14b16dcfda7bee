import type { StatelessPager } from '../alerting/incidents/stateless-paging.ts'
import type { Check, CheckKey } from '../model/check.ts'
import type { Deployment } from '../model/deployment.ts'
import { credentialName } from '../model/secret-name.ts'
import { type ActiveConditions, activeConditionsOf } from '../state/active-conditions.ts'
import type { BatchMessage, BatchRecord } from '../state/batch-record.ts'
import type { ConditionStore } from '../state/conditions.ts'
import type { LastKept } from '../state/history.ts'
import { conditionsOrLastKnown, statesOrLastKnown } from '../state/last-known.ts'
import type { Log } from '../state/log.ts'
import { type CheckState, type StateStore, stateSchema } from '../state/state.ts'

type LoadStateDependencies = {
  readonly states: StateStore
  readonly conditions: ConditionStore
  readonly deployment: Deployment
  readonly log: Log
  readonly statelessPager: Pick<StatelessPager, 'lastKnown'>
  now(): number
}

/** Stored state and active conditions, for one batch. */
export type LoadedState = {
  /** States of the checks; null if the table could not be read. */
  readonly states: ReadonlyMap<CheckKey, CheckState> | null
  /** The states, or those that were last known if the table could not be read. */
  readonly known: ReadonlyMap<CheckKey, CheckState>
  /** Checks that were added: nothing is stored about them, and their credential was never valid. */
  readonly added: ReadonlySet<CheckKey>
  readonly activeConditions: ActiveConditions
}

/** One run of a batch. */
export type BatchRun = LoadedState & {
  readonly message: BatchMessage
  /** Record of the run before; null if there is none. */
  readonly last: BatchRecord | null
  readonly kept: LastKept
}

/** Loads the stored state of the checks and the active conditions. If the table does not answer, what was last known counts for a while. */
export async function loadState(
  checks: readonly Check[],
  { message, last }: Pick<BatchRun, 'message' | 'last'>,
  { states, conditions, deployment, log, statelessPager, now }: LoadStateDependencies,
): Promise<LoadedState> {
  const [read, stored, experiment] = await Promise.all([
    readStates([...checks.map((check) => check.key), ...(message.beside ?? [])], states).catch(() => null),
    conditions.all().catch(() => null),
    states.readExperiment().catch(() => null),
  ])
  if (read === null) log({ event: 'fault', where: 'state', code: 'not_read', check: null })
  if (stored === null) log({ event: 'fault', where: 'conditions', code: 'not_read', check: null })
  const { lastKnown } = statelessPager
  const known = statesOrLastKnown(read, lastKnown, now())
  const all = conditionsOrLastKnown(stored, lastKnown, now())
  const added = read === null ? new Set<CheckKey>() : await addedAmong(checks, { read, last }, states)
  return { states: read, known, added, activeConditions: activeConditionsOf(all, deployment, experiment) }
}

/**
 * Reads states at half the price where that is safe. A state that was quiet moments ago may be taken as it was: whoever writes over a newer
 * one is refused, and reads again. Every other one is read anew, so that nothing is sent twice.
 */
async function readStates(
  keys: readonly CheckKey[],
  states: Pick<StateStore, 'read'>,
): Promise<ReadonlyMap<CheckKey, CheckState>> {
  const settled = await states.read(keys, 'settled')
  const others = keys.filter((key) => !isQuiet(settled.get(key)))
  if (others.length === 0) return settled
  const anew = await states.read(others)
  return new Map([...settled].filter(([, state]) => isQuiet(state)).concat([...anew]))
}

/** Returns true if a state is valid, and nothing is open, counted or pending in it. */
function isQuiet(state: CheckState | undefined): boolean {
  if (state === undefined || state.schema > stateSchema || state.standing !== 'valid') return false
  const { incident, flapping, rotationFailed, recovering, pending, transitions = [], shadow = false } = state
  const isOpen = incident !== null || flapping !== null || rotationFailed !== null || recovering > 0 || shadow
  return !isOpen && pending.length === 0 && transitions.length === 0
}

/**
 * Returns the checks that are new. Whatever shows that a check was judged before, or that its credential was valid under another name,
 * speaks against it. Without an answer, none is: what cannot be read is not absent.
 */
async function addedAmong(
  checks: readonly Check[],
  { read, last }: { readonly read: ReadonlyMap<CheckKey, CheckState>; readonly last: BatchRecord | null },
  states: Pick<StateStore, 'worked'>,
): Promise<ReadonlySet<CheckKey>> {
  const unknown = checks.flatMap(({ key, secret }) =>
    secret === null || read.has(key) || wasJudged(last, key) ? [] : [{ key, credential: credentialName(secret) }],
  )
  if (unknown.length === 0) return new Set()
  const worked = await states.worked(unknown.map(({ credential }) => credential)).catch(() => null)
  return new Set(
    worked === null ? [] : unknown.filter(({ credential }) => !worked.has(credential)).map(({ key }) => key),
  )
}

/** Returns true if a verdict of this check is on record that was kept, or that was good. */
function wasJudged(last: BatchRecord | null, check: CheckKey): boolean {
  if (last?.questions?.[check] === undefined) return false
  const unkept = last.unkept?.find((one) => one.check === check)
  return unkept === undefined || unkept.standing === 'valid'
}

/** Returns the state unless a later Tokenwatch wrote it. */
export function readable(state: CheckState | null | undefined): CheckState | null {
  return state === undefined || state === null || state.schema > stateSchema ? null : state
}
