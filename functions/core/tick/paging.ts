import type { BatchRecord } from '../state/batch-record.ts'
import type { CheckOutcome } from './outcome.ts'

/** How quickly a batch told people of what it found, and of how much it had no need to. */
export function pagingOf(
  outcomes: readonly CheckOutcome[],
): Pick<BatchRecord, 'pageWaitsMs' | 'timesToPageMs' | 'deduplicated'> {
  return {
    pageWaitsMs: outcomes.flatMap(({ waitsMs }) => waitsMs),
    timesToPageMs: outcomes.flatMap(timeToPage),
    deduplicated: outcomes.filter(isDeduplicated).length,
  }
}

/** From the first bad reading, which may be some ticks ago where it takes several, until SNS had the page that opened the incident. */
function timeToPage({ verdict, state, waitsMs, firstReadingAt }: CheckOutcome): readonly number[] {
  const notified = state.incident?.notified
  const wait = waitsMs.at(-1)
  if (
    wait === undefined ||
    notified?.to !== 'page' ||
    notified.at !== verdict.at ||
    notified.at !== state.incident?.openedAt
  )
    return []
  return [verdict.at + wait - Math.min(firstReadingAt, state.since)]
}

/** Would wake somebody by itself; an open incident, a flood or a silence speaks for it. */
function isDeduplicated({ verdict, state, sent, pending }: CheckOutcome): boolean {
  return verdict.severity === 'page' && state.incident !== null && sent === 0 && pending === 0
}
