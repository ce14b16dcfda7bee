import { listenersOf, type Routing } from '../../model/audience.ts'
import type { Check } from '../../model/check.ts'
import { routeOf } from '../../model/route.ts'
import { type Incident, isEnding } from '../../state/incident.ts'
import type { CheckState, StateStore } from '../../state/state.ts'
import { withHeard } from './heard-by.ts'

/**
 * Notes who gets the pending messages of a state, if its check has another owner since they were decided: they go to the owner of now, and
 * so does the end. Returns the state as it was if the table does not take the note.
 */
export async function noteRoute(
  state: CheckState,
  check: Check,
  { deployment, states }: { readonly deployment: Routing; readonly states: Pick<StateStore, 'write'> },
): Promise<CheckState> {
  const next = withPresentRoute(state, check, deployment)
  if (next === state) return state
  const noted = { ...next, revision: state.revision + 1 }
  return (await states.write(noted).catch(() => false)) ? noted : state
}

/** Returns a state that knows of the present route of its openings; the same object if it knows it. */
function withPresentRoute(state: CheckState, check: Check, routing: Routing): CheckState {
  const route = routeOf(check)
  const sent = state.pending.filter((one) => !isEnding(one) && one.waits !== true)
  const opened = new Set(sent.map(({ incident }) => incident.openedAt))
  const audience = [...new Set(sent.flatMap(({ to }) => listenersOf(routing, route, to)))]
  const hearing = (incident: Incident): Incident =>
    incident.routes === undefined || incident.routes.includes(route) || !opened.has(incident.openedAt)
      ? incident
      : withHeard(incident, { routes: [route], audience })
  const incident = state.incident === null ? null : hearing(state.incident)
  const flapping = state.flapping === null ? null : { ...state.flapping, incident: hearing(state.flapping.incident) }
  const pending = state.pending.map((one) => (isEnding(one) ? { ...one, incident: hearing(one.incident) } : one))
  const isSame =
    incident === state.incident &&
    flapping?.incident === state.flapping?.incident &&
    pending.every((one, index) => one.incident === state.pending[index]?.incident)
  return isSame ? state : { ...state, incident, flapping, pending }
}
