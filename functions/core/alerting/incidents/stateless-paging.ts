import type { Check, CheckKey } from '../../model/check.ts'
import type { PendingMessage } from '../../state/incident.ts'
import type { CheckState } from '../../state/state.ts'
import { type AnnounceDependencies, announce } from './announce.ts'

/** How often one check is paged by a container that can not remember it anywhere else. */
const everyMs = 900_000

/** What a container told while it could not reach the table; lives as long as the container. */
export type StatelessPager = { readonly notifiedAt: Map<CheckKey, number> }

export function openStatelessPager(): StatelessPager {
  return { notifiedAt: new Map() }
}

/**
 * Without the table nobody knows what was told: an opening is told all the same, now and then again, and never an end. Returns how many
 * messages were accepted.
 */
export async function pageWithoutState(
  pending: PendingMessage,
  check: Check,
  state: CheckState,
  dependencies: AnnounceDependencies & { readonly statelessPager: StatelessPager; now(): number },
): Promise<number> {
  const { statelessPager, now } = dependencies
  const notifiedAt = statelessPager.notifiedAt.get(check.key)
  if (notifiedAt !== undefined && Math.abs(now() - notifiedAt) < everyMs) return 0
  if (!(await announce({ about: 'check', pending, check, state }, dependencies))) return 0
  statelessPager.notifiedAt.set(check.key, now())
  return 1
}
