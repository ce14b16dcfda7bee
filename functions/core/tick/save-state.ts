import { type DeliverDependencies, deliver } from '../alerting/deliver.ts'
import {
  pageWithoutState,
  type StatelessPager,
  sentAtOf,
  withSentOpening,
} from '../alerting/incidents/stateless-paging.ts'
import { type JudgedCheck, transition } from '../alerting/transition.ts'
import type { Check } from '../model/check.ts'
import { firstNewPage } from '../state/incident.ts'
import { type CheckState, stateSchema } from '../state/state.ts'
import { readable } from './load-state.ts'

export type SaveStateDependencies = DeliverDependencies & { readonly statelessPager: StatelessPager; now(): number }

/** A verdict after it was saved: the state that holds now, with the pages that were sent and those that are pending. */
export type SavedState = {
  readonly state: CheckState
  readonly sent: number
  readonly pending: number
  /** Milliseconds from a verdict until SNS accepted its page, for each accepted page. */
  readonly waitsMs: readonly number[]
  /** False if the table did not take it. */
  readonly saved: boolean
  /** Instant of its page that was sent without a state; absent where none was sent. */
  readonly pagedAt?: number
}

/** Number of attempts: if another run wrote the state first, it is read again and the verdict applied to it. */
const mostTries = 3

/**
 * Writes the state that follows from a verdict, if it changed, and delivers its pending pages. Of several runs that reach the same
 * state, the one whose write succeeds notifies people. `known` is false if the table could not be read.
 */
export async function saveState(
  judged: JudgedCheck,
  { previous, known }: { readonly previous: CheckState | null; readonly known: boolean },
  dependencies: SaveStateDependencies,
): Promise<SavedState> {
  if (!known) return withoutTable(judged, readable(previous), dependencies)
  let from = previous
  for (let tries = 0; tries < mostTries; tries += 1) {
    if (from !== null && from.schema > stateSchema) return leftAlone(judged, dependencies)
    const state = followingState(from, judged, dependencies)
    if (state === from) return tries === 0 ? settled(state, judged.check, dependencies) : idle(state)
    const written = await writeState(state, from, dependencies).catch(() => null)
    if (written === null) return withoutTable(judged, from, dependencies)
    if (written) {
      dependencies.statelessPager.openings.delete(judged.check.key)
      return notified(state, from, judged.check, dependencies)
    }
    const again = await dependencies.states.read([judged.check.key]).catch(() => null)
    if (again === null) return withoutTable(judged, from, dependencies)
    from = again.get(judged.check.key) ?? null
  }
  dependencies.log({ event: 'fault', where: 'state', code: 'lost_every_race', check: judged.check.key })
  return { ...idle(transition(from, judged)), saved: false }
}

/** Returns the state after a verdict, with what was sent while the table was away; the same object where nothing changed. */
function followingState(
  from: CheckState | null,
  judged: JudgedCheck,
  { statelessPager }: SaveStateDependencies,
): CheckState {
  const known = withSentOpening(from, statelessPager)
  const next = transition(known, judged)
  return known !== null && next === known && known !== from ? { ...known, revision: known.revision + 1 } : next
}

/** Writes a state. That its credential is valid is noted before: another check of the same credential may need to know. */
async function writeState(
  state: CheckState,
  from: CheckState | null,
  { states }: SaveStateDependencies,
): Promise<boolean> {
  if (state.worked !== undefined && state.worked !== from?.worked) await states.noteWorked(state.worked)
  return states.write(state)
}

async function notified(
  state: CheckState,
  from: CheckState | null,
  check: Check,
  dependencies: SaveStateDependencies,
): Promise<SavedState> {
  const { key } = check
  if (from?.reason !== state.reason)
    dependencies.log({
      event: 'transition',
      check: key,
      from: from?.reason ?? null,
      to: state.reason,
      standing: state.standing,
    })
  return settled(state, check, dependencies)
}

async function settled(state: CheckState, check: Check, dependencies: SaveStateDependencies): Promise<SavedState> {
  const { statelessPager, now } = dependencies
  statelessPager.lastKnown.states.set(check.key, { state, at: now() })
  const delivery = await deliver(state, check, dependencies)
  return { state, ...delivery, saved: true }
}

/** Another run concludes the same tick and notifies people. Its pages count as pending until a later tick sees them delivered. */
const idle = (state: CheckState): SavedState => {
  const pages = state.pending.filter(({ to, waits }) => to === 'page' && waits !== true)
  return { state, sent: 0, pending: pages.length, waitsMs: [], saved: true }
}

/** Never overwrites the state of a later Tokenwatch, whose meaning is unknown here; still pages for a dead token. */
function leftAlone(judged: JudgedCheck, dependencies: SaveStateDependencies): Promise<SavedState> {
  dependencies.log({ event: 'fault', where: 'state', code: 'of_a_newer_version', check: judged.check.key })
  return withoutTable(judged, null, dependencies)
}

async function withoutTable(
  judged: JudgedCheck,
  from: CheckState | null,
  dependencies: SaveStateDependencies,
): Promise<SavedState> {
  const { key } = judged.check
  dependencies.log({ event: 'fault', where: 'state', code: 'not_saved', check: key })
  const state = transition(from, judged)
  const opening = firstNewPage(from?.pending ?? [], state.pending)
  const sent =
    opening === null || opening.waits === true || state.shadow === true
      ? 0
      : await pageWithoutState(opening, judged.check, state, dependencies)
  const waitsMs = sent === 0 ? [] : [dependencies.now() - judged.verdict.at]
  const pagedAt = sentAtOf(dependencies.statelessPager, key)
  return { state, sent, pending: 0, waitsMs, saved: false, ...(pagedAt === null ? {} : { pagedAt }) }
}
