import { listenersOf, type Routing, routesIn } from '../../model/audience.ts'
import { environmentOfRoute, type Route } from '../../model/route.ts'
import type { Incident } from '../../state/incident.ts'
import type { CheckState } from '../../state/state.ts'
import type { Message } from '../messages/message.ts'
import type { Announcement } from './announcement.ts'

/** Returns the subscribers that a message of a level reaches. */
export type ListenersOf = (to: 'page' | 'notice') => readonly string[]

/** Returns a state whose incident knows who its new messages reach, besides those who were notified before. */
export function withAudience<State extends Pick<CheckState, 'incident' | 'pending'>>(
  state: State,
  pendingBefore: number,
  listeners: ListenersOf,
): State {
  const { incident } = state
  const fresh = state.pending.slice(pendingBefore)
  if (incident === null || fresh.length === 0) return state
  const reached = fresh.flatMap(({ to }) => listeners(to))
  const audience = [...new Set([...(incident.audience ?? []), ...reached])].toSorted()
  return { ...state, incident: { ...incident, audience } }
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
  if (!isEndOf(announcement)) return own
  const names = routing.environments.map(({ name }) => name)
  const isKnown = (route: Route) => names.includes(environmentOfRoute(route))
  const heard = audienceOfAll(incidentsIn(announcement))
  if (heard === null) return own.every(isKnown) ? own : [...new Set([...own, ...names])]
  const level = message.to === 'page' ? 'page' : 'notice'
  const present = new Set(own.flatMap((route) => listenersOf(routing, route, level)))
  const missing = heard.filter((subscriber) => !present.has(subscriber))
  const elsewhere = routesIn(routing).filter((route) =>
    listenersOf(routing, route, level).some((subscriber) => missing.includes(subscriber)),
  )
  if (heard.length > 0 && elsewhere.length === 0 && !own.some(isKnown)) return null
  return [...new Set([...own, ...elsewhere])]
}

function isEndOf(announcement: Announcement): boolean {
  switch (announcement.about) {
    case 'check':
      return announcement.pending.kind === 'resolve'
    case 'checks':
      return announcement.news[0].pending.kind === 'resolve'
    case 'removed':
      return true
    case 'outage':
    case 'storm':
      return announcement.kind === 'resolve'
  }
}

function incidentsIn(announcement: Announcement): readonly Incident[] {
  switch (announcement.about) {
    case 'check':
    case 'removed':
      return [announcement.pending.incident]
    case 'checks':
      return announcement.news.map(({ pending }) => pending.incident)
    case 'outage':
    case 'storm':
      return []
  }
}

/** Returns everybody who was notified of some incidents; `null` where that is not known of any. */
function audienceOfAll(incidents: readonly Incident[]): readonly string[] | null {
  const known = incidents.flatMap(({ audience }) => (audience === undefined ? [] : [audience]))
  return known.length === 0 ? null : [...new Set(known.flat())]
}
