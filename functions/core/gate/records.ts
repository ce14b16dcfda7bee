import { cadencesOf } from '../model/cadences.ts'
import type { Check, CheckKey } from '../model/check.ts'
import type { Deployment } from '../model/deployment.ts'
import { type ActiveConditions, activeConditionsOf } from '../state/active-conditions.ts'
import type { RecordStore, TickRecord } from '../state/batch-record.ts'
import type { ConditionStore } from '../state/conditions.ts'
import type { CheckState, StateStore } from '../state/state.ts'
import { cutBatches } from '../tick/batches.ts'
import type { Pulse } from './question.ts'

/** What the monitor remembers of the selected checks. */
export type Recorded = {
  readonly states: ReadonlyMap<CheckKey, CheckState>
  /** When the batch of a check ended last, under the present config and with every check judged. */
  readonly judgedAt: ReadonlyMap<CheckKey, number>
  readonly pulses: readonly Pulse[]
  readonly active: ActiveConditions
}

export type RecordsDependencies = {
  readonly deployment: Deployment
  readonly states: Pick<StateStore, 'read'>
  readonly records: Pick<RecordStore, 'readBatch' | 'readTick'>
  readonly conditions: Pick<ConditionStore, 'all'>
}

/** Reads the states of the checks, the records of the ticks and batches that they were judged in, and what people have silenced. */
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
  const active = activeConditionsOf(conditions, dependencies.deployment)
  return { states, judgedAt, pulses: cadences.flatMap(({ pulse }) => pulse ?? []), active }
}

type Cadence = { readonly judged: readonly (readonly [CheckKey, number])[]; readonly pulse: Pulse | null }

/** The same config always gives the same batches, so the batch of a check is known without asking. */
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

/** What another config opened cut its batches another way. */
function isOf({ hash }: Deployment, tick: TickRecord | null): boolean {
  return tick?.config === hash
}
