import type { Check, CheckKey } from '../model/check.ts'
import { isCheckKey } from '../model/check-key.ts'
import type { BatchMessage, BatchRecord, RecordStore } from '../state/batch-record.ts'
import type { KeptVerdict, LastKept } from '../state/history.ts'
import type { CheckState } from '../state/state.ts'
import type { CheckOutcome } from './outcome.ts'
import { originOf } from './unsettled.ts'

type Asked = {
  readonly message: BatchMessage
  readonly last: BatchRecord | null
  /** States of the checks; `null` if the table could not be read. */
  readonly states: ReadonlyMap<CheckKey, CheckState> | null
}

/**
 * Finds out when each check of a batch was last judged. Its own record says so, and that of the tick if the checks are asked again between
 * two ticks. A check that has come from another batch is looked for once in the records of all batches.
 */
export async function lastKept(
  checks: readonly Check[],
  { message, last, states }: Asked,
  records: Pick<RecordStore, 'readBatch' | 'readBatches'>,
): Promise<LastKept> {
  const { cadence, batch } = message
  const origin = originOf(batch)
  const beside = origin === batch ? null : await records.readBatch(cadence, origin).catch(() => null)
  const known = keptIn([last, beside])
  const isLost = ({ key }: Check) => states?.has(key) === true && !known.has(key)
  if (!checks.some(isLost)) return known
  return keptIn([...(await records.readBatches(cadence).catch(() => [])), last, beside])
}

function keptIn(records: readonly (BatchRecord | null)[]): LastKept {
  const kept = new Map<CheckKey, KeptVerdict>()
  for (const [key, verdict] of records.flatMap((record) => (record === null ? [] : verdictsIn(record)))) {
    const before = kept.get(key)
    if (before === undefined || before.at < verdict.at || (before.at === verdict.at && !verdict.isLatest))
      kept.set(key, verdict)
  }
  return kept
}

function verdictsIn(record: BatchRecord): readonly (readonly [CheckKey, KeptVerdict])[] {
  const { questions = {}, unkept = [], keptBefore = {}, handedOver = {}, finishedAt } = record
  const notKept = new Set(unkept.map(({ check }) => check))
  const judged = Object.keys(questions)
    .filter(isCheckKey)
    .filter((key) => !notKept.has(key))
  return [
    ...judged.map((key) => [key, { at: finishedAt, isLatest: true }] as const),
    ...entriesOf(handedOver).map(([key, at]) => [key, { at, isLatest: true }] as const),
    ...entriesOf(keptBefore).map(([key, at]) => [key, { at, isLatest: false }] as const),
  ]
}

const entriesOf = (kept: Readonly<Record<CheckKey, number>>): readonly (readonly [CheckKey, number])[] =>
  Object.entries(kept).flatMap(([key, at]) => (isCheckKey(key) ? [[key, at] as const] : []))

/** Lists for the record of a batch when those checks were judged last that it did not judge, could not keep, or has handed over. */
export function notKeptNow(
  checks: readonly Check[],
  outcomes: readonly (CheckOutcome | null)[],
  { last, kept }: { readonly last: BatchRecord | null; readonly kept: LastKept },
): Pick<BatchRecord, 'keptBefore' | 'handedOver'> {
  const own = new Set(checks.map(({ key }) => key))
  const instantsOf = (keys: readonly CheckKey[]) =>
    Object.fromEntries(keys.flatMap((key) => (kept.has(key) ? [[key, kept.get(key)?.at ?? 0]] : [])))
  const unkept = checks.filter((_, index) => outcomes[index]?.saved !== true).map(({ key }) => key)
  const judgedThen = Object.keys(last?.questions ?? {}).filter(isCheckKey)
  const handedOver = judgedThen.filter((key) => !own.has(key))
  return {
    ...(unkept.length === 0 ? {} : { keptBefore: instantsOf(unkept) }),
    ...(handedOver.length === 0 ? {} : { handedOver: instantsOf(handedOver) }),
  }
}
