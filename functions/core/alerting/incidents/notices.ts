import { checkOf, type Deployment, type Subscriber } from '../../model/deployment.ts'
import type { Owed } from '../../state/incident.ts'
import type { Situation } from '../../state/situation.ts'
import type { CheckState } from '../../state/state.ts'
import { type PayDependencies, settle } from '../pay.ts'
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
  const sorted = news.toSorted((a, b) => a.owed.at - b.owed.at)
  const alike = Map.groupBy(sorted, ({ check, owed, experiment }) =>
    apart.has(check.environment)
      ? `${check.key} ${owed.kind} ${owed.at}`
      : [check.environment, owed.kind, owed.incident.reason, experiment?.runId].join(' '),
  )
  return [...alike.values()].flatMap(([first, ...others]) => (first === undefined ? [] : [[first, ...others] as const]))
}

const closes = ({ kind }: Subscriber): boolean => kind === 'pagerduty'

/** Tells what states owe to `notice`, and clears what was accepted. Returns how many are still owed, or could not be cleared. */
export async function payNotices(
  states: Iterable<CheckState>,
  situation: Pick<Situation, 'experimentOn'>,
  dependencies: PayDependencies & { readonly deployment: Deployment },
): Promise<number> {
  const news = [...states].flatMap((state) => newsOf(state, situation, dependencies))
  const settled = new Map<CheckState, Owed[]>()
  let owed = 0
  for (const group of groupsOf(news, dependencies.deployment)) {
    const [first, ...others] = group
    const accepted = await announce(
      others.length === 0 ? { about: 'check', ...first } : { about: 'checks', news: group },
      dependencies,
    )
    if (!accepted) owed += group.length
    else for (const one of group) settled.set(one.state, [...(settled.get(one.state) ?? []), one.owed])
  }
  for (const [state, paid] of settled) if (!(await settle(state, paid, dependencies))) owed += paid.length
  return owed
}

function newsOf(
  state: CheckState,
  situation: Pick<Situation, 'experimentOn'>,
  { deployment, now }: Pick<PayDependencies, 'now'> & { readonly deployment: Deployment },
): readonly CheckNews[] {
  const check = checkOf(deployment, state.check)
  if (check === undefined) return []
  const experiment = situation.experimentOn(check.key, now())
  return state.owed.filter(({ to }) => to === 'notice').map((owed) => ({ owed, check, state, experiment }))
}
