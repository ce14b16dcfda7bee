import type { Check, CheckKey } from '../../model/check.ts'
import type { PendingMessage } from '../../state/incident.ts'
import type { CheckState } from '../../state/state.ts'
import { type AnnounceDependencies, announce } from './announce.ts'

/** Least time between two pages of one check by one container, while the table does not answer. */
const pagingIntervalMs = 900_000

/** The pages that one container sent without the table; lives as long as the container. */
export type StatelessPager = { readonly notifiedAt: Map<CheckKey, number> }

export function openStatelessPager(): StatelessPager {
  return { notifiedAt: new Map() }
}

/**
 * Pages while the table does not answer, so that nothing is known about earlier messages. An opening pages at most once every
 * 15 minutes; an end is never sent. Returns how many messages were accepted.
 */
export async function pageWithoutState(
  pending: PendingMessage,
  check: Check,
  state: CheckState,
  dependencies: AnnounceDependencies & { readonly statelessPager: StatelessPager; now(): number },
): Promise<number> {
  const { statelessPager, now } = dependencies
  const notifiedAt = statelessPager.notifiedAt.get(check.key)
  if (notifiedAt !== undefined && Math.abs(now() - notifiedAt) < pagingIntervalMs) return 0
  if (!(await announce({ about: 'check', pending, check, state }, dependencies))) return 0
  statelessPager.notifiedAt.set(check.key, now())
  return 1
}
