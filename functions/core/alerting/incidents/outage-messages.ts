import type { Routing } from '../../model/audience.ts'
import { cadencesOf } from '../../model/cadences.ts'
import { checkOf, type Deployment } from '../../model/deployment.ts'
import type { ActiveConditions } from '../../state/active-conditions.ts'
import type { BatchRecord } from '../../state/batch-record.ts'
import type { ConditionStore, Outage } from '../../state/conditions.ts'
import type { ShadowMessage } from '../../state/shadow-message.ts'
import { type AnnounceDependencies, announce } from './announce.ts'
import { routesOfShares } from './announcement.ts'
import { heardOn, withHeard } from './heard-by.ts'
import { outageAfter, sumShares } from './outage.ts'

const dayMs = 86_400_000

export type OutageDependencies = AnnounceDependencies & {
  readonly deployment: Deployment
  readonly conditions: ConditionStore
  now(): number
}

/** Updates the outages with the shares of one cadence and delivers their messages. Returns how many messages stay pending. */
export async function watchOutages(
  cadence: string,
  records: readonly Pick<BatchRecord, 'outages'>[],
  active: ActiveConditions,
  dependencies: OutageDependencies,
): Promise<number> {
  const shares = sumShares(records)
  const cadences = new Map(
    [...cadencesOf(dependencies.deployment)].map(([name, checks]) => [name, checks[0]?.everySeconds ?? 0]),
  )
  const known = active.conditions.filter((one) => one.kind === 'outage').map(({ id }) => id)
  let pending = 0
  for (const owner of new Set([...known, ...shares.keys()])) {
    const before = active.outageOf(owner)
    const after = outageAfter(before, { owner, cadence, share: shares.get(owner), cadences }, dependencies.now())
    if (after === null) continue
    const next = withOutageAudience(after, before, dependencies.deployment)
    // The tick of another cadence wrote first. The next tick adds this cadence's share.
    if (next !== before && !(await dependencies.conditions.put(next, forgetAt(next)))) continue
    pending += await deliverOutage(next, dependencies)
  }
  return pending
}

/** Returns an outage that knows whom its pending message reaches; the same object if it knows them, or if no message is to be sent. */
function withOutageAudience(outage: Outage, before: Outage | null, routing: Routing): Outage {
  const [message] = outage.pending
  if (message === undefined || message === 'resolve') return outage
  const heard = withHeard(outage, heardOn(routesOfShares(outage), 'notice', routing))
  return heard === outage ? outage : { ...heard, revision: (before?.revision ?? 0) + 1 }
}

async function deliverOutage(outage: Outage, dependencies: OutageDependencies): Promise<number> {
  let notified = 0
  for (const kind of outage.pending) {
    const members = membersOfShares(outage, dependencies.deployment)
    if (!(await announce({ about: 'outage', kind, outage, members, at: dependencies.now() }, dependencies))) break
    notified += 1
  }
  const pending = outage.pending.slice(notified)
  if (notified > 0)
    await dependencies.conditions.put({ ...outage, revision: outage.revision + 1, pending }, forgetAt(outage))
  return pending.length
}

const forgetAt = ({ closedAt }: Outage): number | null => (closedAt === null ? null : closedAt + dayMs)

/** Lists the checks that the shares of an outage name, with their owners. */
function membersOfShares({ shares }: Outage, deployment: Deployment): ShadowMessage['checks'] {
  const named = new Set(Object.values(shares).flatMap(({ sample }) => sample))
  return [...named].map((key) => ({ key, owner: checkOf(deployment, key)?.owner ?? null }))
}
