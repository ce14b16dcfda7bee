import { audienceOf, type Routing } from '../../model/audience.ts'
import { checkOf, type Deployment, type Subscriber } from '../../model/deployment.ts'
import { routeOf } from '../../model/route.ts'
import type { ActiveConditions } from '../../state/active-conditions.ts'
import type { PendingMessage } from '../../state/incident.ts'
import type { CheckState } from '../../state/state.ts'
import { type DeliverDependencies, settlePages } from '../deliver.ts'
import { announce } from './announce.ts'
import { type CheckNews, routesOfNews } from './announcement.ts'
import { noteRoute } from './present-route.ts'
import { wasSent } from './sent-messages.ts'

/**
 * Groups notices of one kind, route, reason and experiment into one message, oldest first. Routes with a subscriber that is a machine
 * get one message for each check: PagerDuty, a web hook, a queue or a function ends an incident by its name, and no end has the name of
 * a group.
 */
export function groupsOf(
  news: readonly CheckNews[],
  routing: Routing,
): readonly (readonly [CheckNews, ...CheckNews[]])[] {
  const ungrouped = new Set(
    audienceOf(routing, 'notice')
      .filter(({ subscriber }) => isMachine(subscriber))
      .map(({ route }) => route),
  )
  const sorted = inTurn(news).toSorted((a, b) => a.turn - b.turn || a.pending.at - b.pending.at)
  const alike = Map.groupBy(sorted, ({ check, pending, state, experiment, turn }) =>
    ungrouped.has(routeOf(check))
      ? `${check.key} ${pending.kind} ${pending.at}`
      : [
          routeOf(check),
          ...routesOfNews({ pending, check }),
          pending.kind,
          pending.incident.reason,
          turn,
          experiment?.runId,
          state.shadow,
        ].join(' '),
  )
  return [...alike.values()].flatMap(([first, ...others]) => (first === undefined ? [] : [[first, ...others] as const]))
}

/** Numbers the messages of each state: no group sends what comes after an end before that end. */
function inTurn(news: readonly CheckNews[]): readonly (CheckNews & { readonly turn: number })[] {
  const turns = new Map<CheckState, number>()
  return news.map((one) => {
    const turn = turns.get(one.state) ?? 0
    turns.set(one.state, turn + 1)
    return { ...one, turn }
  })
}

const machines: ReadonlySet<Subscriber['kind']> = new Set(['pagerduty', 'https', 'lambda', 'sqs'])

const isMachine = ({ kind }: Subscriber): boolean => machines.has(kind)

/** Delivers the pending notices of all states. Returns how many are still pending, or could not be marked as delivered. */
export async function deliverNotices(
  states: Iterable<CheckState>,
  active: Pick<ActiveConditions, 'experimentOn'>,
  dependencies: DeliverDependencies & { readonly deployment: Deployment },
): Promise<number> {
  const news: CheckNews[] = []
  for (const state of states) news.push(...(await newsOf(state, active, dependencies)))
  const settled = new Map<CheckState, PendingMessage[]>()
  const settle = (some: readonly CheckNews[]) => {
    for (const one of some) settled.set(one.state, [...(settled.get(one.state) ?? []), one.pending])
  }
  // No group holds what was sent before: the whole group would be sent again.
  const { sent = [], unsent = [] } = Object.groupBy(news, (one) =>
    wasSent({ about: 'check', ...one }, dependencies) ? 'sent' : 'unsent',
  )
  settle(sent)
  let pending = 0
  for (const group of groupsOf(unsent, dependencies.deployment)) {
    const [first, ...others] = group
    const accepted = await announce(
      others.length === 0 ? { about: 'check', ...first } : { about: 'checks', news: group },
      dependencies,
    )
    if (accepted) settle(group)
    else pending += group.length
  }
  for (const [state, delivered] of settled)
    if (!(await settlePages(state, delivered, dependencies))) pending += delivered.length
  return pending
}

async function newsOf(
  given: CheckState,
  active: Pick<ActiveConditions, 'experimentOn'>,
  dependencies: DeliverDependencies & { readonly deployment: Deployment },
): Promise<readonly CheckNews[]> {
  const { deployment, now } = dependencies
  const check = checkOf(deployment, given.check)
  if (check === undefined || given.pending.every(({ to }) => to !== 'notice')) return []
  const state = await noteRoute(given, check, dependencies)
  const experiment = active.experimentOn(check.key, now())
  return state.pending.filter(({ to }) => to === 'notice').map((pending) => ({ pending, check, state, experiment }))
}
