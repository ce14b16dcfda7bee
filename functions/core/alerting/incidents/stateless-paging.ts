import type { Check, CheckKey } from '../../model/check.ts'
import { standingOf } from '../../model/reason.ts'
import { succeeded } from '../../model/succeeded.ts'
import type { Heard, Incident, PendingMessage } from '../../state/incident.ts'
import { type LastKnown, openLastKnown } from '../../state/last-known.ts'
import type { RememberOpening, SentOpening } from '../../state/sent-opening.ts'
import type { CheckState } from '../../state/state.ts'
import { type AnnounceDependencies, announce } from './announce.ts'
import { withHeard } from './heard-by.ts'
import { troublesOf } from './open-troubles.ts'
import type { SentMessages } from './sent-messages.ts'

/** Least time between two pages of one check, while the table does not answer. */
const pagingIntervalMs = 3_600_000

/** An opening that was sent without the table, and that the table does not know yet. */
type Opening = { readonly incident: Incident; readonly at: number }

/**
 * The pages that were sent without the table, as far as one container knows, and what it last read from the table. It lives as long as
 * the container. `remember` lets the other containers know.
 */
export type StatelessPager = {
  readonly openings: Map<CheckKey, Opening>
  readonly unmarked: SentMessages
  readonly lastKnown: LastKnown
  readonly remember: RememberOpening
}

export function openStatelessPager(remember: RememberOpening): StatelessPager {
  return { openings: new Map(), unmarked: new Map(), lastKnown: openLastKnown(), remember }
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
  const { statelessPager, log, now } = dependencies
  const sent = statelessPager.openings.get(check.key)
  if (sent !== undefined && Math.abs(now() - sent.at) < pagingIntervalMs) return 0
  if (!(await announce({ about: 'check', pending, check, state }, dependencies))) return 0
  const at = now()
  const heard = heardOf(state.incident)
  const incident = { ...pending.incident, ...heard }
  statelessPager.openings.set(check.key, { incident, at })
  const opening = { check: check.key, versionId: state.versionId, reason: incident.reason, at, ...heard }
  if (!(await succeeded(statelessPager.remember(opening))))
    log({ event: 'fault', where: 'opening', code: 'not_remembered', check: check.key })
  return 1
}

/** Milliseconds after which an opening is forgotten. A state keeps its changes for as long. */
const forgetAfterMs = 86_400_000

export function forgetOpenings({ openings }: StatelessPager, nowMs: number): void {
  for (const [check, { at }] of openings) if (nowMs - at > forgetAfterMs) openings.delete(check)
}

/** Adds an opening that another container has sent, unless a newer one is known. */
export function noteOpening({ openings }: StatelessPager, opening: SentOpening): void {
  const { check, at } = opening
  if ((openings.get(check)?.at ?? Number.NEGATIVE_INFINITY) >= at) return
  openings.set(check, { incident: incidentOf(opening), at })
}

/** Returns the instant of the opening of a check that was sent without the table; `null` where none is known. */
export const sentAtOf = ({ openings }: StatelessPager, check: CheckKey): number | null =>
  openings.get(check)?.at ?? null

const incidentOf = ({ reason, at, ...opening }: SentOpening): Incident => ({
  openedAt: at,
  severity: 'page',
  reason,
  detail: 'the state table did not answer when it was notified',
  notified: { to: 'page', at },
  suppressedBy: null,
  reminders: 0,
  acknowledged: null,
  ...heardOf(opening),
})

/** Returns who was notified of an incident, as far as that is known. */
function heardOf(subject: Heard | null): Heard {
  const { routes, audience } = subject ?? {}
  return { ...(routes === undefined ? {} : { routes }), ...(audience === undefined ? {} : { audience }) }
}

/**
 * Returns the stored state with an opening that was sent without the table, as if it had been stored. So a token that is still dead
 * pages nobody again, and one that is good again ends for everybody who was paged. A state that has changed since knows of it already.
 */
export function withSentOpening(
  state: CheckState | null,
  { openings }: Pick<StatelessPager, 'openings'>,
): CheckState | null {
  const sent = state === null ? undefined : openings.get(state.check)
  if (state === null || sent === undefined || isKnown(state, sent)) return state
  const { routes = [], audience = [] } = state.incident ?? {}
  const incident = state.incident === null ? sent.incident : withHeard(sent.incident, { routes, audience })
  return { ...state, incident, troubles: troublesOf({ ...state, incident }), recovering: 0 }
}

/** Returns true if a page about such a problem is open anyway, or if an incident has opened, changed or ended since. */
function isKnown({ incident, changes }: CheckState, sent: Opening): boolean {
  const isPaged = incident?.notified?.to === 'page'
  const isAlike = isPaged && standingOf(incident.reason) === standingOf(sent.incident.reason)
  const isLater = isPaged && (incident.notified?.at ?? 0) >= sent.at
  return isAlike || isLater || changes.some((change) => change >= sent.at)
}
