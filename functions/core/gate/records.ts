import { cadencesOf, isAskedBetween } from '../model/cadences.ts'
import type { Check, CheckKey } from '../model/check.ts'
import type { Deployment } from '../model/deployment.ts'
import { type ActiveConditions, activeConditionsOf } from '../state/active-conditions.ts'
import type { BatchRecord, RecordStore, UnkeptVerdict } from '../state/batch-record.ts'
import type { ConditionStore } from '../state/conditions.ts'
import { type CheckState, type StateStore, stateSchema } from '../state/state.ts'
import { cutBatches } from '../tick/batches.ts'
import { againFrom } from '../tick/unsettled.ts'
import type { Pulse } from './question.ts'

/** The records of the monitor about the selected checks. */
export type Recorded = {
  /** States of this version and of earlier ones. Of a later one, nothing is known. */
  readonly states: ReadonlyMap<CheckKey, CheckState>
  /** The last judgement of each check, as its batch recorded it; absent for a check that its last batch did not judge. */
  readonly batches: ReadonlyMap<CheckKey, RecordedBatch>
  readonly pulses: readonly Pulse[]
  readonly activeConditions: ActiveConditions
}

/** The part of a batch record that is about one check. */
export type RecordedBatch = {
  /** End of the batch, in epoch milliseconds. */
  readonly judgedAt: number
  /** Hash of what was asked and judged. */
  readonly questionHash: string
  /** The verdict, if the table did not take its state. */
  readonly unkept: UnkeptVerdict | null
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
  const batches = new Map(cadences.flatMap(({ judged }) => judged))
  const activeConditions = activeConditionsOf(conditions, dependencies.deployment)
  const readable = new Map([...states].filter(([, { schema }]) => schema <= stateSchema))
  return { states: readable, batches, pulses: cadences.flatMap(({ pulse }) => pulse ?? []), activeConditions }
}

type Cadence = { readonly judged: readonly (readonly [CheckKey, RecordedBatch])[]; readonly pulse: Pulse | null }

/**
 * Reads the records of one cadence. One config always gives the same batches, so the batch of a check follows from it. The watchdog may have
 * asked some checks again since. That is no sign of life of the ticks.
 */
async function readCadence(
  cadence: string,
  members: readonly Check[],
  wanted: ReadonlySet<CheckKey>,
  { deployment, records }: RecordsDependencies,
): Promise<Cadence> {
  const cut = cutBatches(deployment, members, { cadence, tick: 0, versionIds: new Map() })
  const batches = cut.map(({ message }) => message).filter((message) => message.checks.some((key) => wanted.has(key)))
  if (batches.length === 0) return { judged: [], pulse: null }
  const read = (from: number) =>
    Promise.all(batches.map(({ batch }) => records.readBatch(cadence, from + batch))).then(present)
  const [tick, ended, again] = await Promise.all([
    records.readTick(cadence),
    read(0),
    members.some(isAskedBetween) ? read(againFrom) : [],
  ])
  const asked = members.map(({ key }) => key).filter((key) => wanted.has(key))
  const judged = judgedOf(asked, ended)
  return {
    judged: judgedOf(asked, [...ended, ...again]),
    pulse: {
      cadence,
      everySeconds: members[0]?.everySeconds ?? 0,
      tickedAt: tick?.tick ?? null,
      judgedAt: lastJudged(ended, judged),
    },
  }
}

const present = (records: readonly (BatchRecord | null)[]): readonly BatchRecord[] =>
  records.filter((record) => record !== null)

function judgedOf(asked: readonly CheckKey[], records: readonly BatchRecord[]): Cadence['judged'] {
  const all = judgedIn(records)
  return asked.flatMap((key) => {
    const batch = all.get(key)
    return batch === undefined ? [] : [[key, batch] as const]
  })
}

/** Reads what each record says of its checks; the newest one wins. A record of an earlier version does not say what was asked. */
function judgedIn(records: readonly BatchRecord[]): ReadonlyMap<string, RecordedBatch> {
  return new Map(
    records.toSorted(byEnd).flatMap(({ finishedAt, questions = {}, unkept = [] }) =>
      Object.entries(questions).map(([key, questionHash]) => {
        const own = unkept.find(({ check }) => check === key) ?? null
        return [key, { judgedAt: finishedAt, questionHash, unkept: own }] as const
      }),
    ),
  )
}

const byEnd = (one: BatchRecord, other: BatchRecord): number => one.finishedAt - other.finishedAt

/** Of the batches that judged a wanted check, the end of the one that ended first; else the last judgement of any check beside it. */
function lastJudged(records: readonly BatchRecord[], judged: Cadence['judged']): number | null {
  if (judged.length > 0) return Math.min(...judged.map(([, { judgedAt }]) => judgedAt))
  const ends = records.filter((record) => record.judged > 0).map(({ finishedAt }) => finishedAt)
  return ends.length === 0 ? null : Math.max(...ends)
}
