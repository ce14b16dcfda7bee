import type { Check, CheckKey } from '../model/check.ts'
import { type ExperimentLease, experimentOn } from '../model/experiment.ts'
import type { PendingMessage } from '../state/incident.ts'
import type { CheckState, StateStore } from '../state/state.ts'
import { type AnnounceDependencies, announce } from './incidents/announce.ts'
import { delivered } from './transition.ts'

/** What it takes to tell people: a topic, and the state that says what was told. */
export type DeliverDependencies = AnnounceDependencies & {
  readonly states: StateStore
  /** Epoch milliseconds. */
  now(): number
}

/** What came of paying: pages that SNS accepted, and how many are still owed. */
export type DeliveryResult = {
  readonly sent: number
  readonly pending: number
  /** Milliseconds from the verdict of each accepted page until SNS had it. */
  readonly waitsMs: readonly number[]
}

/** How often a debt is looked for in a state that somebody else has just written. */
const mostTries = 3

/**
 * Publishes every page that a state owes, in order, then clears the debt; notices are left to the tick, which has those of others beside
 * them. A crash between the two repeats a message under the same alarm name; it never loses one. What SNS does not take stays owed
 * for whoever comes next.
 */
export async function deliver(
  state: CheckState,
  check: Check,
  dependencies: DeliverDependencies,
): Promise<DeliveryResult> {
  const pages = state.pending.filter(({ to }) => to === 'page')
  const settled: PendingMessage[] = []
  const waitsMs: number[] = []
  const experiment = pages.length === 0 ? null : await experimentNow(check, dependencies)
  for (const pending of pages) {
    if (!(await announce({ about: 'check', pending, check, state, experiment }, dependencies))) break
    settled.push(pending)
    waitsMs.push(dependencies.now() - pending.at)
  }
  const cleared = await settle(state, settled, dependencies)
  return { sent: settled.length, pending: cleared ? pages.length - settled.length : pages.length, waitsMs }
}

/** A page that does not say that it is an experiment is better than none. */
async function experimentNow({ key }: Check, { states, now }: DeliverDependencies): Promise<ExperimentLease | null> {
  return experimentOn(await states.readExperiment().catch(() => null), key, now())
}

/**
 * Clears debts that were paid, whatever else was written to the state meanwhile. False where that can not be done: then they are paid
 * again.
 */
export async function settle(
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
