import type { Deployment } from '../../model/deployment.ts'
import { steadyShare } from '../../model/rate.ts'
import { budgetsIn } from './budgets.ts'
import { loadOf } from './purses.ts'

/** No message of the queue waits longer. */
const longestDelaySeconds = 900

/**
 * How many seconds a batch waits whose host is called so often before it in this tick: a tick of one host's checks fills no more of the
 * host's budget than it may, so that the rest of it is there for other cadences and for second looks.
 */
export function paceOf(deployment: Deployment, host: string, everySeconds: number): (callsBefore: number) => number {
  const purse = budgetsIn(deployment).hosts.get(host)
  if (purse === undefined) return () => 0
  const ours = { ...purse, draws: purse.draws.filter((draw) => draw.everySeconds === everySeconds) }
  const callsInTick = ours.draws.reduce((sum, { calls }) => sum + calls, 0)
  const perSpan = steadyShare * purse.rate.calls * (loadOf(ours).pings / loadOf(purse).pings)
  if (callsInTick <= perSpan) return () => 0
  const longest = Math.min(longestDelaySeconds, everySeconds * steadyShare)
  return (callsBefore) => Math.round(Math.min(longest, (callsBefore / perSpan) * purse.rate.perSeconds))
}
