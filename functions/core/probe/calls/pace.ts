import type { Deployment } from '../../model/deployment.ts'
import { steadyShare } from '../../model/rate.ts'
import { budgetsIn } from './budgets.ts'
import { loadOf } from './quotas.ts'

/** No message of the queue waits longer. */
const longestDelaySeconds = 900

/**
 * How many seconds a batch waits whose host is called so often before it in this tick: a tick of one host's checks fills no more of the
 * host's budget than it may, so that the rest of it is there for other cadences and for second looks.
 */
export function paceOf(deployment: Deployment, host: string, everySeconds: number): (callsBefore: number) => number {
  const quota = budgetsIn(deployment).hosts.get(host)
  if (quota === undefined) return () => 0
  const ours = { ...quota, draws: quota.draws.filter((draw) => draw.everySeconds === everySeconds) }
  const callsInTick = ours.draws.reduce((sum, { calls }) => sum + calls, 0)
  const perSpan = steadyShare * quota.rate.calls * (loadOf(ours).pings / loadOf(quota).pings)
  if (callsInTick <= perSpan) return () => 0
  const longest = Math.min(longestDelaySeconds, everySeconds * steadyShare)
  return (callsBefore) => Math.round(Math.min(longest, (callsBefore / perSpan) * quota.rate.perSeconds))
}
