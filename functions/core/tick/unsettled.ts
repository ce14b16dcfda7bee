import { isInOutage, troublesOf } from '../alerting/incidents/open-troubles.ts'
import { isAskedBetween } from '../model/cadences.ts'
import type { Check, CheckKey } from '../model/check.ts'
import { isOutage, type Standing } from '../model/reason.ts'
import type { BatchRecord } from '../state/batch-record.ts'
import type { CheckState } from '../state/state.ts'
import type { CheckOutcome } from './outcome.ts'

/** Batches with this number and higher ask some checks of a batch again between two ticks. The number of that batch is added to it. */
export const againFrom = 1_000_000

/** Returns the number of a batch, also of one that asks some of its checks again. */
export const originOf = (batch: number): number => (batch >= againFrom ? batch - againFrom : batch)

/**
 * Returns true if the next look at a check may be news: a problem is seen and not yet notified, it may be over, or its provider is away.
 */
export function isUnsettled(state: CheckState): boolean {
  const { counts = {}, streak, reason } = state
  if (isOutage(reason) || isInOutage(state)) return true
  const troubles = troublesOf(state)
  const isCounting = (standing: Standing, seen: number) => seen > 0 && troubles[standing] === undefined
  return (
    isCounting('unknown', reason === 'unproved' ? 0 : (counts.unknown?.seen ?? 0)) ||
    isCounting('misconfigured', counts.misconfigured?.seen ?? 0) ||
    isCounting('invalid', streak.standing === 'invalid' ? streak.ticks : 0) ||
    Object.values(troubles).some(({ better }) => better !== null)
  )
}

/** Lists the checks of a batch that are asked again before their next tick: also those that were not run, or whose state was not saved. */
export function askedAgain(checks: readonly Check[], outcomes: readonly (CheckOutcome | null)[]): readonly CheckKey[] {
  return checks
    .filter((check, index) => {
      const outcome = outcomes[index] ?? null
      return isAskedBetween(check) && (outcome === null || !outcome.saved || isUnsettled(outcome.state))
    })
    .map(({ key }) => key)
}

/** Returns the newest record of each batch: of the tick itself, or of the last time that its unsettled checks were asked again. */
export function newestRecords(records: readonly BatchRecord[], batches: number): readonly BatchRecord[] {
  const ofTick = records.filter(({ batch }) => originOf(batch) < batches)
  return [...Map.groupBy(ofTick, ({ batch }) => originOf(batch)).values()].flatMap(
    (same) => same.toSorted((one, other) => other.tick - one.tick)[0] ?? [],
  )
}
