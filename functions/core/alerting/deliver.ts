import type { Check, CheckKey } from '../model/check.ts'
import { type ExperimentLease, experimentOn } from '../model/experiment.ts'
import type { PendingMessage } from '../state/incident.ts'
import type { CheckState, StateStore } from '../state/state.ts'
import { type AnnounceDependencies, announce } from './incidents/announce.ts'
import { noteRoute } from './incidents/present-route.ts'
import { marksOf, wasSent } from './incidents/sent-messages.ts'
import { delivered } from './transition.ts'

/** A topic to publish to, and the states that hold the pending messages. */
export type DeliverDependencies = AnnounceDependencies & {
  readonly states: StateStore
}

/** Counts of a delivery: pages that SNS accepted, and pages that stay pending. */
export type DeliveryResult = {
  readonly sent: number
  readonly pending: number
  /** Milliseconds from the verdict until SNS accepted the page, one for each accepted page. */
  readonly waitsMs: readonly number[]
}

/** Attempts to mark messages as delivered while others write the same state. */
const mostTries = 3

/**
 * Delivers the pending pages of a state, in order, then marks them as delivered. A notice before a page goes first, so that its late end
 * never closes the page. Other notices are left to the tick, which groups them.
 * A crash between the two repeats a message under the same alarm name and never loses one. While the table takes no write, a container
 * repeats a page once an hour. A page that SNS does not accept stays pending for the next delivery. A page that waits for working hours
 * stays, and is not counted.
 */
export async function deliver(
  given: CheckState,
  check: Check,
  dependencies: DeliverDependencies,
): Promise<DeliveryResult> {
  const state = await noteRoute(given, check, dependencies)
  const free = state.pending.filter(({ waits }) => waits !== true)
  const due = free.slice(0, free.findLastIndex(({ to }) => to === 'page') + 1)
  const pages = state.shadow === true ? 0 : due.filter(({ to }) => to === 'page').length
  let [sent, done] = [0, 0]
  const settled: PendingMessage[] = []
  const marks: string[] = []
  const waitsMs: number[] = []
  const experiment = pages === 0 ? null : await experimentNow(check, dependencies)
  for (const pending of due) {
    const announcement = { about: 'check', pending, check, state, experiment } as const
    const isSent = wasSent(announcement, dependencies)
    if (!(await announce(announcement, dependencies))) break
    marks.push(...marksOf(announcement))
    settled.push(pending)
    if (pending.to !== 'page' || state.shadow === true) continue
    done += 1
    if (isSent) continue
    sent += 1
    waitsMs.push(dependencies.now() - pending.at)
  }
  const cleared = await settlePages(state, settled, dependencies)
  if (cleared) for (const mark of marks) dependencies.unmarked?.delete(mark)
  return { sent, pending: cleared ? pages - done : pages, waitsMs }
}

/** Returns the experiment on a check. A failed read returns `null`: an unmarked page is better than none. */
async function experimentNow({ key }: Check, { states, now }: DeliverDependencies): Promise<ExperimentLease | null> {
  return experimentOn(await states.readExperiment().catch(() => null), key, now())
}

/**
 * Removes delivered messages from a state, whatever else was written to it meanwhile. Resolves with false where that failed: the
 * messages are then delivered again.
 */
export async function settlePages(
  state: CheckState,
  settled: readonly PendingMessage[],
  { states }: Pick<DeliverDependencies, 'states'>,
): Promise<boolean> {
  if (settled.length === 0) return true
  let present: CheckState | undefined = state
  for (let tries = 0; present !== undefined && tries < mostTries; tries += 1) {
    const written = await states.write(delivered(present, settled)).catch(() => null)
    if (written !== false) return written === true
    present = await readAgain(states, state.check)
  }
  return false
}

async function readAgain(states: StateStore, check: CheckKey): Promise<CheckState | undefined> {
  return (await states.read([check]).catch(() => new Map<CheckKey, CheckState>())).get(check)
}
