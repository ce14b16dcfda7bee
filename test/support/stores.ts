import type { DeliverDependencies } from '../../functions/core/alerting/deliver.ts'
import type { Message } from '../../functions/core/alerting/messages/message.ts'
import type { TransitionEventDependencies } from '../../functions/core/alerting/transition-events.ts'
import type { CheckKey } from '../../functions/core/model/check.ts'
import type { ExperimentLease } from '../../functions/core/model/experiment.ts'
import type { Place } from '../../functions/core/model/place.ts'
import type { BatchRecord, RecordStore, TickRecord } from '../../functions/core/state/batch-record.ts'
import type { Condition, ConditionStore, DeathCount } from '../../functions/core/state/conditions.ts'
import type { HistoryMonth, HistoryStore } from '../../functions/core/state/history-month.ts'
import type { LogEvent } from '../../functions/core/state/log.ts'
import type { MonitorState, MonitorStore } from '../../functions/core/state/monitor.ts'
import type { CheckState, StateStore } from '../../functions/core/state/state.ts'
import { anEnvironment } from './check.ts'
import { nowMs } from './reading.ts'

/** States and records in memory, under the same conditions as the table's. */
export type Stores = {
  readonly states: StateStore
  readonly records: RecordStore
  readonly monitor: MonitorStore
  readonly conditions: ConditionStore
  readonly history: HistoryStore
  /** Returns the stored state of a check. */
  stateOf(check: CheckKey): CheckState | undefined
  /** States that were written, in order. */
  readonly written: readonly CheckState[]
  /** Credentials that were valid before; null if all of them were, which a test begins with unless it is about new ones. */
  worked: Set<string> | null
}

/** Returns the state of a monitor whose canaries have just proved that judging works. */
export const provedAt = (at: number): MonitorState => ({
  revision: 0,
  tick: at,
  broken: null,
  pending: [],
  proof: {
    tick: at,
    at,
    canaries: { 'known-good': { standing: 'valid', status: 200 }, 'known-bad': { standing: 'invalid', status: 403 } },
  },
})

/** Opens stores in memory. `experiment` is the announced one, as long as the stores live. */
export function openStores(initial: readonly CheckState[] = [], experiment: ExperimentLease | null = null): Stores {
  const states = new Map<CheckKey, CheckState>(initial.map((state) => [state.check, state]))
  const batches = new Map<string, BatchRecord>()
  const ticks = new Map<string, TickRecord>()
  const written: CheckState[] = []
  let monitor: MonitorState | null = null
  const stores: Stores = {
    written,
    worked: null,
    conditions: openConditions(),
    history: openMonths(),
    stateOf: (check) => states.get(check),
    states: {
      read: async (checks) => new Map([...states].filter(([check]) => checks.includes(check))),
      pending: async () =>
        [...states.values()]
          .filter(({ pending, transitions = [] }) => pending.length + transitions.length > 0)
          .map(({ check }) => check),
      write: async (state) => {
        if ((states.get(state.check)?.revision ?? 0) >= state.revision) return false
        states.set(state.check, state)
        written.push(state)
        return true
      },
      worked: async (credentials) => new Set(credentials.filter((one) => stores.worked?.has(one) ?? true)),
      noteWorked: async (credential) => void stores.worked?.add(credential),
      readExperiment: async () => experiment,
    },
    monitor: {
      readMonitor: async () => monitor ?? provedAt(nowMs),
      writeMonitor: async (state) => {
        if ((monitor?.revision ?? 0) >= state.revision) return false
        monitor = state
        return true
      },
    },
    records: {
      readBatch: async (cadence, batch) => batches.get(`${cadence} ${batch}`) ?? null,
      readBatches: async (cadence) => [...batches.values()].filter((record) => record.cadence === cadence),
      writeBatch: async (record) => {
        const key = `${record.cadence} ${record.batch}`
        if ((batches.get(key)?.tick ?? 0) <= record.tick) batches.set(key, record)
      },
      readTick: async (cadence) => ticks.get(cadence) ?? null,
      writeTick: async (record) => {
        if ((ticks.get(record.cadence)?.tick ?? 0) <= record.tick) ticks.set(record.cadence, record)
      },
    },
  }
  return stores
}

/** Place in which the deployments of tests run. */
export const aPlace: Place = {
  deployment: 'acme',
  accountId: '123456789012',
  region: 'eu-west-1',
  partition: 'aws',
  logGroup: 'tokenwatch-probe',
}

function openMonths(): HistoryStore {
  const months = new Map<string, HistoryMonth>()
  return {
    readMonths: async (checks, names) =>
      checks.flatMap((check) => names.flatMap((name) => months.get(`${check} ${name}`) ?? [])),
    writeMonth: async (month) => {
      const key = `${month.check} ${month.month}`
      if ((months.get(key)?.revision ?? 0) >= month.revision) return false
      months.set(key, month)
      return true
    },
  }
}

function openConditions(): ConditionStore {
  const conditions = new Map<string, Condition>()
  const windows = new Map<string, DeathCount>()
  const deadIn: ConditionStore['deadIn'] = async ({ provider, name }) =>
    windows.get(`${provider} ${name}`) ?? { dead: [], judged: 0 }
  return {
    all: async () => [...conditions.values()],
    put: async (condition) => {
      const key = `${condition.kind} ${condition.id}`
      if ((conditions.get(key)?.revision ?? 0) >= condition.revision) return false
      conditions.set(key, condition)
      return true
    },
    deadIn,
    addDead: async (window, checks, judged) => {
      const before = await deadIn(window)
      const after = { dead: [...new Set([...before.dead, ...checks])], judged: before.judged + judged }
      windows.set(`${window.provider} ${window.name}`, after)
      return after
    },
  }
}

/** Subscribers and a log. Both keep what they receive. */
export type Audience = Pick<DeliverDependencies, 'publish' | 'log' | 'place' | 'now' | 'deployment'> &
  Pick<TransitionEventDependencies, 'putEvents'> & {
    readonly messages: readonly Message[]
    readonly events: readonly LogEvent[]
    /** Makes it refuse everything while true. */
    deaf: boolean
  }

export function openAudience(): Audience {
  const messages: Message[] = []
  const events: LogEvent[] = []
  const audience: Audience = {
    messages,
    events,
    deaf: false,
    place: aPlace,
    deployment: { environments: [anEnvironment(), anEnvironment({ name: 'staging' })], owners: [] },
    now: Date.now,
    log: (event) => {
      events.push(event)
    },
    putEvents: async (events) => new Set(events.map(({ id }) => id)),
    publish: async (message) => {
      if (audience.deaf) throw new Error('nobody hears')
      messages.push(message)
    },
  }
  return audience
}
