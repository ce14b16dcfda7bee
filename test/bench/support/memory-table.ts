import type { CheckKey } from '../../../functions/core/model/check.ts'
import type { BatchRecord, RecordStore, TickRecord } from '../../../functions/core/state/batch-record.ts'
import type { HistoryMonth, HistoryStore } from '../../../functions/core/state/history-month.ts'
import type { MonitorStore } from '../../../functions/core/state/monitor.ts'
import type { CheckState, StateStore } from '../../../functions/core/state/state.ts'

/** States and records that cost nothing to keep, where the table is not what is measured. */
export function memoryTable(): StateStore & RecordStore & MonitorStore & HistoryStore {
  const states = new Map<CheckKey, CheckState>()
  const batches = new Map<number, BatchRecord>()
  const months = new Map<string, HistoryMonth>()
  let tick: TickRecord | null = null
  return {
    read: async (checks) =>
      new Map(
        checks.flatMap((check) => {
          const state = states.get(check)
          return state === undefined ? [] : [[check, state] as const]
        }),
      ),
    pending: async () =>
      [...states.values()]
        .filter(({ pending, transitions = [] }) => pending.length + transitions.length > 0)
        .map(({ check }) => check),
    async write(state) {
      if ((states.get(state.check)?.revision ?? 0) >= state.revision) return false
      states.set(state.check, state)
      return true
    },
    worked: async (credentials) => new Set(credentials),
    noteWorked: async () => {},
    readExperiment: async () => null,
    readBatch: async (_cadence, batch) => batches.get(batch) ?? null,
    readBatches: async () => [...batches.values()],
    async writeBatch(record) {
      batches.set(record.batch, record)
    },
    readMonths: async (checks, names) =>
      checks.flatMap((check) => names.flatMap((name) => months.get(`${check} ${name}`) ?? [])),
    async writeMonth(month) {
      months.set(`${month.check} ${month.month}`, month)
      return true
    },
    readMonitor: async () => null,
    writeMonitor: async () => true,
    readTick: async () => tick,
    async writeTick(record) {
      tick = record
    },
  }
}
