import { listenersOf, type Routing, routesIn } from '../../model/audience.ts'
import { environmentOfRoute, type Route } from '../../model/route.ts'
import type { Heard } from '../../state/incident.ts'
import type { CheckState } from '../../state/state.ts'
import type { Message } from '../messages/message.ts'
import { type Announcement, isEnd } from './announcement.ts'

/** The people of a check: the route of its messages, and the subscribers that a message of a level reaches there. */
export type CheckAudience = {
  readonly route: Route
  listeners(to: 'page' | 'notice'): readonly string[]
}

/** Returns an incident, outage or storm that knows of further people who are notified; the same object if it knows them all. */
export function withHeard<Subject extends Heard>(subject: Subject, { routes, audience }: Required<Heard>): Subject {
  const isNew =
    routes.some((route) => subject.routes?.includes(route) !== true) ||
    audience.some((one) => subject.audience?.includes(one) !== true)
  if (!isNew && subject.routes !== undefined && subject.audience !== undefined) return subject
  return {
    ...subject,
    routes: [...new Set([...(subject.routes ?? []), ...routes])],
    audience: [...new Set([...(subject.audience ?? []), ...audience])].toSorted(),
  }
}

/** Returns a state whose incident, and whose flapping, know who their new messages reach, besides those who were notified before. */
export function withAudience<State extends Pick<CheckState, 'incident' | 'flapping' | 'pending'>>(
  state: State,
  pendingBefore: number,
  { route, listeners }: CheckAudience,
): State {
  const { incident, flapping } = state
  const fresh = state.pending.slice(pendingBefore)
  if (fresh.length === 0) return state
  const heard = { routes: [route], audience: fresh.flatMap(({ to }) => listeners(to)) }
  return {
    ...state,
    incident: incident === null ? null : withHeard(incident, heard),
    flapping: flapping === null ? null : { ...flapping, incident: withHeard(flapping.incident, heard) },
  }
}

/** Returns everybody whom a message on some routes reaches. */
export function heardOn(routes: readonly Route[], to: 'page' | 'notice', routing: Routing): Required<Heard> {
  return { routes, audience: [...new Set(routes.flatMap((route) => listenersOf(routing, route, to)))] }
}

/**
 * Returns the routes of a message. An end also takes the routes on which those are now who heard the beginning: a subscriber may have
 * moved to another environment, and the environment itself may be gone. `null` if none of them is left anywhere.
 */
export function routesReached(
  message: Pick<Message, 'to' | 'routes'>,
  announcement: Announcement,
  routing: Routing,
): readonly Route[] | null {
  const own = message.routes
  if (!isEnd(announcement)) return own
  const names = routing.environments.map(({ name }) => name)
  const isKnown = (route: Route) => names.includes(environmentOfRoute(route))
  const heard = audienceOfAll(heardIn(announcement))
  if (heard === null) return own.every(isKnown) ? own : [...new Set([...own, ...names])]
  const level = message.to === 'page' ? 'page' : 'notice'
  const present = new Set(own.flatMap((route) => listenersOf(routing, route, level)))
  const missing = new Set(heard.filter((subscriber) => !present.has(subscriber)))
  const elsewhere = routesTo(missing, level, routing)
  if (heard.length > 0 && elsewhere.length === 0 && !own.some(isKnown)) return null
  return [...new Set([...own, ...elsewhere])]
}

/** Returns the fewest routes, as far as possible, that reach subscribers. A route with fewer others comes first. */
function routesTo(missing: ReadonlySet<string>, level: 'page' | 'notice', routing: Routing): readonly Route[] {
  const reaching = routesIn(routing).map((route) => ({ route, listeners: listenersOf(routing, route, level) }))
  const others = ({ listeners }: (typeof reaching)[number]) => listeners.filter((one) => !missing.has(one)).length
  const left = new Set(missing)
  return reaching
    .toSorted((a, b) => others(a) - others(b))
    .filter(({ listeners }) => listeners.filter((one) => left.delete(one)).length > 0)
    .map(({ route }) => route)
}

function heardIn(announcement: Announcement): readonly Heard[] {
  switch (announcement.about) {
    case 'check':
    case 'removed':
      return [announcement.pending.incident]
    case 'checks':
      return announcement.news.map(({ pending }) => pending.incident)
    case 'outage':
      return [announcement.outage]
    case 'storm':
      return [announcement.storm]
  }
}

/** Returns everybody who was notified of some things; `null` where that is not known of any. */
function audienceOfAll(subjects: readonly Heard[]): readonly string[] | null {
  const known = subjects.flatMap(({ audience }) => (audience === undefined ? [] : [audience]))
  return known.length === 0 ? null : [...new Set(known.flat())]
}
