import { cadencesOf } from '../model/cadences.ts'
import type { Check, CheckKey } from '../model/check.ts'
import type { Deployment } from '../model/deployment.ts'
import { type ActiveConditions, activeConditionsOf } from '../state/active-conditions.ts'
import type { RecordStore, TickRecord } from '../state/batch-record.ts'
import type { ConditionStore } from '../state/conditions.ts'
import type { CheckState, StateStore } from '../state/state.ts'
import { cutBatches } from '../tick/batches.ts'
import type { Pulse } from './question.ts'

/** The records of the monitor about the selected checks. */
export type Recorded = {
  readonly states: ReadonlyMap<CheckKey, CheckState>
  /** Epoch milliseconds at which the last batch of a check ended, if it is of this config and judged all of its checks. */
  readonly judgedAt: ReadonlyMap<CheckKey, number>
  readonly pulses: readonly Pulse[]
  readonly activeConditions: ActiveConditions
}

export type RecordsDependencies = {
  readonly deployment: Deployment
  readonly states: Pick<StateStore, 'read'>
  readonly records: Pick<RecordStore, 'readBatch' | 'readTick'>
  readonly conditions: Pick<ConditionStore, 'all'>
}

/** Reads the states of the checks, the records of their ticks and batches, and the active conditions. */
export async function readRecords(checks: readonly Check[], dependencies: RecordsDependencies): Promise<Recorded> {
  const wanted = new Set(checks.map(({ key }) => key))
  const [states, conditions, cadences] = await Promise.all([
    dependencies.states.read([...wanted]),
    dependencies.conditions.all(),
    Promise.all(
      [...cadencesOf(dependencies.deployment)].map(([cadence, members]) =>
        readCadence(cadence, members, wanted, dependencies),
      ),
    ),
  ])
  const judgedAt = new Map(cadences.flatMap(({ judged }) => judged))
  const activeConditions = activeConditionsOf(conditions, dependencies.deployment)
  return { states, judgedAt, pulses: cadences.flatMap(({ pulse }) => pulse ?? []), activeConditions }
}

type Cadence = { readonly judged: readonly (readonly [CheckKey, number])[]; readonly pulse: Pulse | null }

/** Reads the records of one cadence. One config always gives the same batches, so the batch of a check follows from it. */
async function readCadence(
  cadence: string,
  members: readonly Check[],
  wanted: ReadonlySet<CheckKey>,
  { deployment, records }: RecordsDependencies,
): Promise<Cadence> {
  const cut = cutBatches(deployment, members, { cadence, tick: 0, versionIds: new Map() })
  const batches = cut.map(({ message }) => message).filter((message) => message.checks.some((key) => wanted.has(key)))
  if (batches.length === 0) return { judged: [], pulse: null }
  const [tick, ...ended] = await Promise.all([
    records.readTick(cadence),
    ...batches.map(async ({ batch, checks }) => ({ checks, record: await records.readBatch(cadence, batch) })),
  ])
  const ends = ended.flatMap(({ record }) => (record === null ? [] : [record.finishedAt]))
  return {
    judged: ended.flatMap(({ checks, record }) =>
      record === null || record.notRun > 0 || !isOf(deployment, tick)
        ? []
        : checks.map((key) => [key, record.finishedAt] as const),
    ),
    pulse: {
      cadence,
      everySeconds: members[0]?.everySeconds ?? 0,
      tickedAt: tick?.tick ?? null,
      judgedAt: ends.length === 0 ? null : Math.min(...ends),
    },
  }
}

/** Returns true if this config opened the tick: another one has other batches. */
function isOf({ hash }: Deployment, tick: TickRecord | null): boolean {
  return tick?.config === hash
}
