import type { Check, CheckKey } from '../../model/check.ts'
import type { Incident, PendingMessage } from '../../state/incident.ts'
import { type LastKnown, openLastKnown } from '../../state/last-known.ts'
import type { CheckState } from '../../state/state.ts'
import { type AnnounceDependencies, announce } from './announce.ts'
import { troublesOf } from './open-troubles.ts'

/** Least time between two pages of one check by one container, while the table does not answer. */
const pagingIntervalMs = 3_600_000

/** An opening that was sent without the table, and that the table does not know yet. */
type Opening = { readonly incident: Incident; readonly at: number }

/** The pages that one container sent without the table, and what it last read from it; lives as long as the container. */
export type StatelessPager = { readonly openings: Map<CheckKey, Opening>; readonly lastKnown: LastKnown }

export function openStatelessPager(): StatelessPager {
  return { openings: new Map(), lastKnown: openLastKnown() }
}

/**
 * Pages while the table does not answer, so that nothing is known about earlier messages. An opening pages at most once an hour; an end
 * is sent when the table is back. Returns how many messages were accepted.
 */
export async function pageWithoutState(
  pending: PendingMessage,
  check: Check,
  state: CheckState,
  dependencies: AnnounceDependencies & { readonly statelessPager: StatelessPager; now(): number },
): Promise<number> {
  const { statelessPager, now } = dependencies
  const sent = statelessPager.openings.get(check.key)
  if (sent !== undefined && Math.abs(now() - sent.at) < pagingIntervalMs) return 0
  if (!(await announce({ about: 'check', pending, check, state }, dependencies))) return 0
  statelessPager.openings.set(check.key, { incident: pending.incident, at: now() })
  return 1
}

/**
 * Returns the stored state with an opening that was sent without the table, as if it had been stored. So a token that is still dead
 * pages nobody again, and one that is good again ends for everybody who was paged.
 */
export function withSentOpening(state: CheckState | null, { openings }: StatelessPager): CheckState | null {
  const sent = state === null ? undefined : openings.get(state.check)
  if (state === null || sent === undefined || state.incident?.notified?.to === 'page') return state
  return {
    ...state,
    incident: sent.incident,
    troubles: troublesOf({ ...state, incident: sent.incident }),
    recovering: 0,
  }
}
