import { checkOf, type Deployment } from '../../model/deployment.ts'
import { succeeded } from '../../model/succeeded.ts'
import type { SentOpening } from '../../state/sent-opening.ts'
import { type CheckState, type StateStore, stateSchema } from '../../state/state.ts'
import { type AnnounceDependencies, announce } from './announce.ts'
import { environmentIn } from './environment-in.ts'
import { noteOpening, type StatelessPager, withSentOpening } from './stateless-paging.ts'

export type ReconcileDependencies = AnnounceDependencies & {
  readonly deployment: Deployment
  readonly states: StateStore
  readonly statelessPager: StatelessPager
}

/**
 * Takes note of a page that some container sent without the table. Once the table answers, the incident is stored, so that its end is
 * notified later. Until then, the opening goes back to the queue, and the next container takes note of it.
 */
export async function reconcileOpening(opening: SentOpening, dependencies: ReconcileDependencies): Promise<void> {
  const { states, statelessPager, deployment } = dependencies
  const { check } = opening
  noteOpening(statelessPager, opening)
  const read = await states.read([check]).catch(() => null)
  const state = read?.get(check)
  if (checkOf(deployment, check) === undefined) return endRemoved(opening, state, dependencies)
  if (state === undefined || state.schema > stateSchema) return putBack(opening, dependencies)
  const known = withSentOpening(state, statelessPager)
  if (known !== null && known !== state && !(await write(known, dependencies))) return putBack(opening, dependencies)
  statelessPager.openings.delete(check)
}

/** Ends the incident of a check that the config no longer has, unless the table knows of it: the tick then ends it. */
async function endRemoved(
  opening: SentOpening,
  state: CheckState | undefined,
  dependencies: ReconcileDependencies,
): Promise<void> {
  const { check, at } = opening
  const { openings } = dependencies.statelessPager
  const sent = openings.get(check)
  if (sent === undefined || (state !== undefined && withSentOpening(state, dependencies.statelessPager) === state))
    return
  const environment = environmentIn(check)
  const pending = { kind: 'removed', to: 'page', incident: sent.incident, at: Math.max(at, sent.at) + 1 } as const
  if (await announce({ about: 'removed', check, environment, pending }, dependencies)) openings.delete(check)
  else await putBack(opening, dependencies)
}

const write = async (state: CheckState, { states }: ReconcileDependencies): Promise<boolean> =>
  (await states.write({ ...state, revision: state.revision + 1 }).catch(() => null)) === true

async function putBack(opening: SentOpening, { statelessPager, log }: ReconcileDependencies): Promise<void> {
  if (await succeeded(statelessPager.remember(opening))) return
  log({ event: 'fault', where: 'opening', code: 'not_remembered', check: opening.check })
}
