import type { CheckKey } from '../model/check.ts'
import { newHistory, type RecentHistory } from '../state/history.ts'
import {
  dayMs,
  type HistoryStore,
  heldBy,
  historyRetentionMs,
  historySchema,
  monthsBetween,
  newMonth,
  withHistory,
} from '../state/history-month.ts'
import type { Log } from '../state/log.ts'
import type { CheckState, StateStore } from '../state/state.ts'
import { orFault } from './fault.ts'
import type { CheckOutcome } from './outcome.ts'

export type KeepHistoryDependencies = {
  readonly states: Pick<StateStore, 'write'>
  readonly history: HistoryStore
  readonly log: Log
  /** Milliseconds until the invocation ends. */
  remainingMs(): number
}

/** Checks that are written at once. */
const atOnce = 10

/** No further check is written if the invocation ends within this. */
const reserveMs = 5_000

/** Changes, and ended incidents, that a state holds at most for a day. More are moved at once. */
const manyChanges = 24
const manyEnded = 4

/** The first writes of a day are spread over this. */
const spreadSeconds = 21_600

/**
 * Moves what states hold of their history to the months, once a day. It comes last in a batch: nobody waits for it, and what fails is done
 * by the next tick.
 */
export async function keepHistory(
  outcomes: readonly (CheckOutcome | null)[],
  dependencies: KeepHistoryDependencies,
): Promise<void> {
  const due = outcomes.filter((outcome) => outcome !== null).filter(isDue)
  for (let start = 0; start < due.length && dependencies.remainingMs() > reserveMs; start += atOnce)
    await Promise.all(due.slice(start, start + atOnce).map((one) => keepSafely(one, dependencies)))
}

function isDue({ saved, state: { check, history }, verdict }: CheckOutcome): boolean {
  if (!saved || history === undefined) return saved
  const { changes, ended, from } = history
  return (
    changes.length >= manyChanges ||
    ended.length >= manyEnded ||
    dayOf(verdict.at - spreadOf(check)) > dayOf(from - spreadOf(check))
  )
}

const dayOf = (at: number): number => Math.floor(at / dayMs)

/** Returns the milliseconds after midnight at which the day of a check begins for its writes. */
function spreadOf(check: CheckKey): number {
  return [...check].reduce((hash, letter) => (hash * 31 + (letter.codePointAt(0) ?? 0)) % spreadSeconds, 0) * 1_000
}

function keepSafely({ state, verdict }: CheckOutcome, dependencies: KeepHistoryDependencies): Promise<void> {
  const fault = { where: 'history', code: 'not_kept', check: state.check, otherwise: undefined }
  return orFault(() => keep(state, verdict.at, dependencies), fault, dependencies)
}

/** Writes the months first. A run that dies before the state is written is repeated, and the months count nothing twice. */
async function keep(state: CheckState, at: number, { states, history }: KeepHistoryDependencies): Promise<void> {
  const recent = state.history
  const through = Math.max(at, recent?.seen ?? 0)
  if (recent !== undefined && !(await addToMonths(state.check, recent, through, history))) return
  const next = recent === undefined ? newHistory(at, state.reason) : heldBy(recent, through)
  await states.write({ ...state, revision: state.revision + 1, history: next })
}

/** Adds a history to the months that it lies in. Resolves with false if one of them cannot be written: another run, or a later version, writes it. */
async function addToMonths(
  check: CheckKey,
  recent: RecentHistory,
  through: number,
  { readMonths, writeMonth }: HistoryStore,
): Promise<boolean> {
  const names = monthsBetween(Math.max(recent.from, through - historyRetentionMs), through)
  const stored = new Map((await readMonths([check], names)).map((month) => [month.month, month]))
  for (const name of names) {
    const month = stored.get(name) ?? newMonth(check, name)
    if (month.schema > historySchema) return false
    const next = withHistory(month, recent, through)
    if (next !== month && !(await writeMonth(next))) return false
  }
  return true
}
