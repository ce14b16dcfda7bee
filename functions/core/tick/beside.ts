import { sharesOf, sumShares } from '../alerting/incidents/outage.ts'
import { checkOf, type Deployment } from '../model/deployment.ts'
import type { BatchMessage, BatchRecord } from '../state/batch-record.ts'
import { type LoadedState, readable } from './load-state.ts'
import { originOf } from './unsettled.ts'

/**
 * Adds to the record of a round of the watchdog what it did not ask: its checks without a budget in this round, and what was open before.
 * They go on belonging to their outage, and the next round may ask them.
 */
export function withBeside(
  record: BatchRecord,
  { message, last, loaded }: { message: BatchMessage; last: BatchRecord | null; loaded: LoadedState | null },
  { deployment, now }: { readonly deployment: Deployment; now(): number },
): BatchRecord {
  const { batch, checks, beside = [] } = message
  if (originOf(batch) === batch) return record
  const present = new Set(record.open)
  const open = last === null ? [] : [...last.open, ...last.pending, ...last.notices]
  const before = open.filter((key) => !checks.includes(key) && !present.has(key))
  const unasked = beside.flatMap((key) => {
    const [check, state] = [checkOf(deployment, key), readable(loaded?.known.get(key))]
    const isOnPurpose = loaded?.activeConditions.experimentOn(key, now()) !== null
    return check === undefined || state === null || isOnPurpose ? [] : [{ check, state }]
  })
  return {
    ...record,
    open: [...record.open, ...new Set(before)],
    again: [...(record.again ?? []), ...beside],
    outages: Object.fromEntries(sumShares([record, { outages: sharesOf(unasked) }])),
  }
}
