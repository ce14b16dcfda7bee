import { checkOf, type Deployment, type Subscriber } from '../../model/deployment.ts'
import type { ActiveConditions } from '../../state/active-conditions.ts'
import type { PendingMessage } from '../../state/incident.ts'
import type { CheckState } from '../../state/state.ts'
import { type DeliverDependencies, settle } from '../deliver.ts'
import { announce } from './announce.ts'
import type { CheckNews } from './announcement.ts'

/**
 * Notices of one kind, for one environment, reason and experiment, are one message; oldest first. Where PagerDuty hears them each is told
 * by itself: it closes what was opened under the same name, and a group has no end of its own.
 */
export function groupsOf(
  news: readonly CheckNews[],
  { environments }: Pick<Deployment, 'environments'>,
): readonly (readonly [CheckNews, ...CheckNews[]])[] {
  const apart = new Set(environments.filter(({ notice }) => notice.some(closes)).map(({ name }) => name))
  const sorted = news.toSorted((a, b) => a.pending.at - b.pending.at)
  const alike = Map.groupBy(sorted, ({ check, pending, experiment }) =>
    apart.has(check.environment)
      ? `${check.key} ${pending.kind} ${pending.at}`
      : [check.environment, pending.kind, pending.incident.reason, experiment?.runId].join(' '),
  )
  return [...alike.values()].flatMap(([first, ...others]) => (first === undefined ? [] : [[first, ...others] as const]))
}

const closes = ({ kind }: Subscriber): boolean => kind === 'pagerduty'

/** Tells what states owe to `notice`, and clears what was accepted. Returns how many are still owed, or could not be cleared. */
export async function deliverNotices(
  states: Iterable<CheckState>,
  active: Pick<ActiveConditions, 'experimentOn'>,
  dependencies: DeliverDependencies & { readonly deployment: Deployment },
): Promise<number> {
  const news = [...states].flatMap((state) => newsOf(state, active, dependencies))
  const settled = new Map<CheckState, PendingMessage[]>()
  let pending = 0
  for (const group of groupsOf(news, dependencies.deployment)) {
    const [first, ...others] = group
    const accepted = await announce(
      others.length === 0 ? { about: 'check', ...first } : { about: 'checks', news: group },
      dependencies,
    )
    if (!accepted) pending += group.length
    else for (const one of group) settled.set(one.state, [...(settled.get(one.state) ?? []), one.pending])
  }
  for (const [state, delivered] of settled)
    if (!(await settle(state, delivered, dependencies))) pending += delivered.length
  return pending
}

function newsOf(
  state: CheckState,
  active: Pick<ActiveConditions, 'experimentOn'>,
  { deployment, now }: Pick<DeliverDependencies, 'now'> & { readonly deployment: Deployment },
): readonly CheckNews[] {
  const check = checkOf(deployment, state.check)
  if (check === undefined) return []
  const experiment = active.experimentOn(check.key, now())
  return state.pending.filter(({ to }) => to === 'notice').map((pending) => ({ pending, check, state, experiment }))
}
