import type { CheckKey } from '../../functions/core/model/check.ts'
import { type HistoryMonth, type HistoryStore, monthsBetween } from '../../functions/core/state/history-month.ts'
import type { CheckState } from '../../functions/core/state/state.ts'
import { uptimeDays, windowStart } from '../../functions/core/state/uptime.ts'

export type Months = ReadonlyMap<CheckKey, readonly HistoryMonth[]>

/** Months of one check, as they were read. */
type Cached = { readonly months: readonly HistoryMonth[]; readonly start: number | null; readonly names: string }

/**
 * Reads the months of the longest window, and each only once: the months of a check change when its state holds another part of the
 * history.
 */
export function cachedMonths({ readMonths }: Pick<HistoryStore, 'readMonths'>) {
  const cache = new Map<CheckKey, Cached>()
  return async (states: ReadonlyMap<CheckKey, CheckState>, nowMs: number): Promise<Months> => {
    const names = monthsBetween(windowStart(Math.max(...uptimeDays), nowMs), nowMs)
    const startOf = (check: CheckKey) => states.get(check)?.history?.from ?? null
    const isKnown = (check: CheckKey) => {
      const cached = cache.get(check)
      return cached?.start === startOf(check) && cached.names === names.join()
    }
    const wanted = [...states.keys()].filter((check) => !isKnown(check))
    const read = wanted.length === 0 ? [] : await readMonths(wanted, names)
    const byCheck = Map.groupBy(read, ({ check }) => check)
    for (const check of wanted)
      cache.set(check, { months: byCheck.get(check) ?? [], start: startOf(check), names: names.join() })
    return new Map([...states.keys()].map((check) => [check, cache.get(check)?.months ?? []]))
  }
}
