import { type DeliverDependencies, type DeliveryResult, deliver } from '../alerting/deliver.ts'
import { deliverNotices } from '../alerting/incidents/notices.ts'
import { closeState } from '../alerting/incidents/removed.ts'
import { withDuePage } from '../alerting/incidents/waiting-pages.ts'
import { deliverTransitions, type TransitionEventDependencies } from '../alerting/transition-events.ts'
import { shortestCadence } from '../model/cadences.ts'
import type { CheckKey } from '../model/check.ts'
import { checkOf, type Deployment } from '../model/deployment.ts'
import type { ActiveConditions } from '../state/active-conditions.ts'
import type { BatchRecord } from '../state/batch-record.ts'
import type { PendingMessage } from '../state/incident.ts'
import { type CheckState, stateSchema } from '../state/state.ts'
import { turned } from './turn.ts'

export type PendingMessagesDependencies = DeliverDependencies &
  TransitionEventDependencies &
  Parameters<typeof deliverNotices>[2] & { readonly deployment: Deployment }

const nothingDelivered: DeliveryResult = { sent: 0, pending: 0, waitsMs: [] }

/** Delivers pages that the batches of a tick could not, and their notices. `pending` counts the checks that still have a message. */
export async function deliverPending(
  finished: readonly BatchRecord[],
  activeConditions: ActiveConditions,
  dependencies: PendingMessagesDependencies,
): Promise<DeliveryResult> {
  const keys = [...new Set(finished.flatMap((record) => [...record.pending, ...record.notices]))]
  if (keys.length === 0) return nothingDelivered
  const states = [...(await dependencies.states.read(keys)).values()].filter(({ schema }) => schema <= stateSchema)
  return deliverAll(states, activeConditions, dependencies)
}

async function deliverAll(
  states: readonly CheckState[],
  activeConditions: ActiveConditions,
  dependencies: PendingMessagesDependencies,
): Promise<DeliveryResult> {
  let delivered = nothingDelivered
  for (const state of states) {
    const check = checkOf(dependencies.deployment, state.check)
    if (check !== undefined) delivered = together(delivered, await deliver(state, check, dependencies))
  }
  // A notice that stands before a page was sent with it, and is no longer pending.
  const present = delivered.waitsMs.length === 0 ? states : await readAgain(states, dependencies)
  return { ...delivered, pending: delivered.pending + (await deliverNotices(present, activeConditions, dependencies)) }
}

/** Reads the states again. Without an answer, no notice is sent: it might be sent twice, and it stays pending. */
async function readAgain(
  states: readonly CheckState[],
  { states: store }: PendingMessagesDependencies,
): Promise<readonly CheckState[]> {
  const read = await store.read(states.map(({ check }) => check))
  return [...read.values()].filter(({ schema }) => schema <= stateSchema)
}

export function together(one: DeliveryResult, other: DeliveryResult): DeliveryResult {
  const waitsMs = [...one.waitsMs, ...other.waitsMs]
  return { sent: one.sent + other.sent, pending: one.pending + other.pending, waitsMs }
}

/** Milliseconds after which a page is taken to be stuck: until then, the probe that decided it may be publishing it. */
const pageWaitsMs = 60_000

/** Milliseconds after which a notice is delivered though the tick of its own cadence, which groups them, has not come. */
const noticeWaitsMs = 600_000

/** Number of checks that one tick looks at, at most. */
const mostWaiting = 2_000

/**
 * Delivers messages that wait in any cadence, except of `checks`, which the tick delivers anyway, and all transitions. They are found
 * through the index of what is pending. Only the shortest cadence does this, so that no two ticks send the same message.
 */
export async function deliverWaiting(
  { cadence, checks }: { readonly cadence: string; readonly checks: ReadonlySet<CheckKey> },
  activeConditions: ActiveConditions,
  dependencies: PendingMessagesDependencies,
): Promise<DeliveryResult> {
  const { deployment, states, now } = dependencies
  if (cadence !== shortestCadence(deployment)) return nothingDelivered
  const waiting = (await states.pending()).toSorted()
  // Each minute begins with another check: messages that nobody accepts never keep the others waiting.
  const inTurn = turned(waiting, Math.floor(now() / 60_000) * mostWaiting * 1_000, 1).slice(0, mostWaiting)
  if (inTurn.length === 0) return nothingDelivered
  const found = [...(await states.read(inTurn)).values()].filter(({ schema }) => schema <= stateSchema)
  const known = new Set(deployment.checks.map(({ key }) => key))
  const others = found.filter(({ check }) => !checks.has(check) && known.has(check))
  const free = await Promise.all(others.map((state) => released(state, activeConditions, dependencies)))
  const stuck = free.filter((state, index) => state !== others[index] || isStuck(state.pending, now()))
  const delivered = await deliverAll(stuck, activeConditions, dependencies)
  await deliverTransitions(found, dependencies)
  const gone = found.filter(({ check, pending }) => !known.has(check) && isStuck(pending, now()))
  return { ...delivered, pending: delivered.pending + (await closeAll(gone, dependencies)) }
}

/** Sends the ends of checks that the config no longer has. Returns how many stay pending. */
async function closeAll(gone: readonly CheckState[], dependencies: PendingMessagesDependencies): Promise<number> {
  let unclosed = 0
  for (const state of gone) if (!(await closeState(state, dependencies))) unclosed += 1
  return unclosed
}

/** Releases a page whose working hours have begun. One write decides who sends it; without it, the page goes on waiting. */
async function released(
  state: CheckState,
  activeConditions: ActiveConditions,
  { deployment, states, now }: PendingMessagesDependencies,
): Promise<CheckState> {
  const check = checkOf(deployment, state.check)
  if (check === undefined || activeConditions.suppressionOf(check, now()) !== null) return state
  const due = withDuePage(state, check, now())
  return due !== state && (await states.write(due).catch(() => false)) ? due : state
}

function isStuck(pending: readonly PendingMessage[], nowMs: number): boolean {
  const free = pending.filter(({ waits }) => waits !== true)
  return free.some(({ to, at }) => nowMs - at >= (to === 'page' ? pageWaitsMs : noticeWaitsMs))
}
