import type { BatchRecord } from '../state/batch-record.ts'
import type { CheckOutcome } from './outcome.ts'

/** Measures how soon a batch paged, and counts the verdicts that needed no page of their own. */
export function pagingOf(
  outcomes: readonly CheckOutcome[],
): Pick<BatchRecord, 'pageWaitsMs' | 'timesToPageMs' | 'deduplicated'> {
  return {
    pageWaitsMs: outcomes.flatMap(({ waitsMs }) => waitsMs),
    timesToPageMs: outcomes.flatMap(timeToPage),
    deduplicated: outcomes.filter(isDeduplicated).length,
  }
}

/** Milliseconds from the first bad reading, maybe some ticks ago, until SNS accepted the page that opened the incident. */
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

/** Returns true for a verdict that would page by itself, if an open incident, an alert storm or a silence covers it. One that waits, or is a ticket, is none. */
function isDeduplicated({ verdict, state, sent, pending }: CheckOutcome): boolean {
  const isOpen = state.incident?.severity === 'page' && !state.pending.some(({ waits }) => waits === true)
  return verdict.severity === 'page' && isOpen && sent === 0 && pending === 0
}
