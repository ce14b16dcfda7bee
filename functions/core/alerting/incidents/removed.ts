import { cadencesOf } from '../../model/cadences.ts'
import type { Check, CheckKey } from '../../model/check.ts'
import { checkOf, type Deployment } from '../../model/deployment.ts'
import type { ActiveConditions } from '../../state/active-conditions.ts'
import type { BatchRecord, RecordStore } from '../../state/batch-record.ts'
import type { ConditionStore, KnownCadence } from '../../state/conditions.ts'
import { endedIncident, historyWithEnded, newHistory } from '../../state/history.ts'
import { isEnding, type PendingMessage } from '../../state/incident.ts'
import { type CheckState, stateSchema } from '../../state/state.ts'
import { type DeliverDependencies, settlePages } from '../deliver.ts'
import { announce } from './announce.ts'
import { environmentIn } from './environment-in.ts'

export type RemovedDependencies = DeliverDependencies & {
  readonly deployment: Deployment
  readonly records: RecordStore
  readonly conditions: ConditionStore
  now(): number
}

/** A cadence that the config no longer has is deleted after this. */
const forgetAfterMs = 86_400_000

/**
 * Closes the incidents of checks that the config no longer has. Every cadence is stored by name, so that the checks of a removed
 * cadence are found too. Each new config is compared until all messages were accepted and one tick of it was opened: a batch of the
 * previous config may still be running. Returns how many checks could not be closed yet.
 */
export async function closeRemoved(
  cadence: string,
  { active, isFirst }: { readonly active: ActiveConditions; readonly isFirst: boolean },
  dependencies: RemovedDependencies,
): Promise<number> {
  const { deployment, conditions, now } = dependencies
  const present = cadencesOf(deployment)
  const known = new Map(active.conditions.filter((one) => one.kind === 'cadence').map((one) => [one.id, one] as const))
  let pending = 0
  for (const name of new Set([cadence, ...known.keys()])) {
    const before = known.get(name)
    const isGone = !present.has(name)
    if (before?.config === deployment.hash || (name !== cadence && !isGone)) continue
    const unclosed = await closeOf(name, dependencies)
    pending += unclosed
    const isDone = unclosed === 0 && (isGone || !isFirst)
    const next: KnownCadence = {
      kind: 'cadence',
      id: name,
      revision: (before?.revision ?? 0) + 1,
      config: isDone ? deployment.hash : (before?.config ?? ''),
    }
    if (isDone || before === undefined) await conditions.put(next, isGone ? now() + forgetAfterMs : null)
  }
  return pending
}

/** Closes the removed checks of a cadence. Returns how many could not be closed yet. */
async function closeOf(cadence: string, dependencies: RemovedDependencies): Promise<number> {
  const { records, deployment, states } = dependencies
  const gone = goneOf(await records.readBatches(cadence), deployment)
  if (gone.length === 0) return 0
  let unclosed = 0
  for (const state of (await states.read(gone)).values()) if (!(await closeState(state, dependencies))) unclosed += 1
  return unclosed
}

/**
 * Lists checks with open incidents that the next record would lose: checks that were not run, and checks that the config no longer
 * has, until a tick has closed them.
 */
export function leftOpen(
  last: BatchRecord | null,
  notRun: readonly Check[],
  deployment: Deployment,
  active: ActiveConditions | null,
): readonly CheckKey[] {
  if (last === null) return []
  const isClosed = active?.conditions.some(
    (one) => one.kind === 'cadence' && one.id === last.cadence && one.config === deployment.hash,
  )
  const keys = new Set(notRun.map(({ key }) => key))
  return [...listedIn([last]).filter((key) => keys.has(key)), ...(isClosed === true ? [] : goneOf([last], deployment))]
}

function goneOf(records: readonly BatchRecord[], deployment: Deployment): readonly CheckKey[] {
  return listedIn(records).filter((key) => checkOf(deployment, key) === undefined)
}

/** Lists the checks that may have an open incident or a pending message. */
function listedIn(records: readonly BatchRecord[]): readonly CheckKey[] {
  return [...new Set(records.flatMap(({ open, pending, notices }) => [...open, ...pending, ...notices]))]
}

/** Closes a check that the config no longer has, and sends its end. Returns false if that failed, so that it is to be tried again. */
export async function closeState(
  state: CheckState,
  dependencies: Pick<RemovedDependencies, keyof DeliverDependencies>,
): Promise<boolean> {
  if (state.schema > stateSchema) return true
  const closed = closedBy(state, dependencies.now())
  if (closed !== state && !(await dependencies.states.write(closed))) return false
  for (const pending of closed.pending) {
    const environment = environmentIn(state.check)
    if (!(await announce({ about: 'removed', check: state.check, environment, pending }, dependencies))) return false
  }
  await settlePages(closed, closed.pending, dependencies)
  return true
}

/**
 * Closes the incident of a removed check. Pending messages are dropped; the end is sent only where the opening was. A pending page may have
 * been accepted by SNS before its function died, so it counts as sent.
 */
export function closedBy(state: CheckState, nowMs: number): CheckState {
  const { incident, flapping } = state
  const kept = incident === null ? state.pending.filter((one) => isEnding(one) && !isUnheard(one, state.pending)) : []
  if (incident === null && flapping === null && kept.length === state.pending.length) return state
  const ends = state.shadow === true ? [] : [...endOfIncident(state, nowMs), ...endOfFlapping(state, nowMs)]
  const ended = { incident: null, troubles: {}, recovering: 0, flapping: null, pending: [...kept, ...ends] }
  return { ...state, revision: state.revision + 1, ...ended, ...historyOfRemoved(state, nowMs) }
}

/** Returns the history with the end of the incident. Nobody judges the check any more. */
function historyOfRemoved({ incident, history, shadow }: CheckState, at: number): Pick<CheckState, 'history'> {
  if (incident === null) return {}
  const ended = endedIncident(incident, { at, by: null, shadow: shadow === true })
  return { history: historyWithEnded(history ?? newHistory(at, null), ended) }
}

function endOfIncident({ incident, pending }: CheckState, at: number): readonly PendingMessage[] {
  if (incident === null || incident.notified === null) return []
  const end: PendingMessage = { kind: 'removed', to: incident.notified.to, incident, at }
  return isUnheard(end, pending) ? [] : [end]
}

/** Returns true for the end of a notice whose opening was not sent yet: nobody heard its beginning. */
function isUnheard({ to, incident }: PendingMessage, pending: readonly PendingMessage[]): boolean {
  const isOpening = (one: PendingMessage) =>
    one.kind === 'open' && one.to === 'notice' && one.incident.openedAt === incident.openedAt
  return to === 'notice' && pending.some(isOpening)
}

/** Returns the end of the notice that a check is flapping, unless that notice was not sent yet. */
function endOfFlapping({ flapping, pending }: CheckState, at: number): readonly PendingMessage[] {
  if (flapping === null || pending.some(({ kind }) => kind === 'flapping')) return []
  return [{ kind: 'flapping_ended', to: 'notice', incident: flapping.incident, at }]
}
