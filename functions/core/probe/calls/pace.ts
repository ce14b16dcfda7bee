import type { Deployment } from '../../model/deployment.ts'
import { steadyShare } from '../../model/rate.ts'
import { budgetsIn } from './budgets.ts'
import { loadOf } from './quotas.ts'

/** Longest delay of an SQS message. */
const longestDelaySeconds = 900

/**
 * Returns a function that gives the delay of a batch, in seconds, from the calls to its host before it in the tick. The checks of one
 * tick use only their share of the budget of a host: the rest is for other cadences and for second looks.
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
