import type { DeliveryResult } from '../alerting/deliver.ts'
import { deliverStorms } from '../alerting/incidents/storm-messages.ts'
import { shortestCadence } from '../model/cadences.ts'
import { deploymentMetrics } from '../model/metric-names.ts'
import { activeConditionsOf } from '../state/active-conditions.ts'
import type { ConditionStore } from '../state/conditions.ts'
import { type CloseTickDependencies, withTimeLimit } from './close-tick.ts'
import { countingPages } from './counted-pages.ts'
import { pagingMetrics } from './paging-metrics.ts'
import { deliverWaiting, type PendingMessagesDependencies } from './pending-messages.ts'

export type BetweenTicksDependencies = PendingMessagesDependencies & {
  publishMetrics: CloseTickDependencies['publishMetrics']
  readonly conditions: ConditionStore
}

/** Event of the schedule that delivers what waits. */
export const deliveryEvent = { deliver: true } as const

/** Delivers what waits in a deployment whose ticks are far apart, and names later members of storms. It opens and closes no tick. */
export async function deliverBetweenTicks(given: BetweenTicksDependencies): Promise<DeliveryResult> {
  const { counting: dependencies, pagesSent } = countingPages(given)
  const { conditions, deployment, states, publishMetrics, now } = dependencies
  const active = activeConditionsOf(await conditions.all(), deployment, await states.readExperiment())
  const all = { cadence: shortestCadence(deployment), checks: new Set<never>() }
  const limited = withTimeLimit(dependencies)
  const waited = await deliverWaiting(all, active, limited)
  const pending = waited.pending + (await deliverStorms(active, limited))
  const delivered = { ...waited, sent: pagesSent() }
  // The alarm on pending pages would find no value until the next tick, which is far away.
  const waiting = { name: deploymentMetrics.pagesPending, dimensions: {}, unit: 'Count', values: [pending] } as const
  await publishMetrics([...pagingMetrics([], delivered), waiting], now())
  return { ...delivered, pending }
}
