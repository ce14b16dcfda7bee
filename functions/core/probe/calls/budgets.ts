import type { CheckKey } from '../../model/check.ts'
import { type Deployment, profileIn } from '../../model/deployment.ts'
import { steadyShare } from '../../model/rate.ts'
import { type Quota, quotasOf } from './quotas.ts'

/** What a check takes from one purse, and how many calls that purse has for each call of a ping. */
type Drawn = { readonly quota: Quota; readonly calls: number; readonly headroom: number }

/** The budgets of a deployment, by what they are looked for. */
type Budgets = {
  readonly hosts: ReadonlyMap<string, Quota>
  readonly drawn: ReadonlyMap<CheckKey, readonly Drawn[]>
}

/** A deployment never changes, and its batches are many. */
const known = new WeakMap<Deployment, Budgets>()

export function budgetsIn(deployment: Deployment): Budgets {
  const found = known.get(deployment) ?? budgetsOf(deployment)
  known.set(deployment, found)
  return found
}

function budgetsOf(deployment: Deployment): Budgets {
  const quotas = quotasOf(deployment.checks, profileIn(deployment))
  const drawn = new Map<CheckKey, Drawn[]>()
  for (const quota of quotas) {
    const headroom = headroomOf(quota)
    for (const { check, calls } of quota.draws)
      if (calls > 0) drawn.set(check, [...(drawn.get(check) ?? []), { quota, calls, headroom }])
  }
  const hosts = new Map(quotas.flatMap((quota) => (quota.kind === 'host' ? [[quota.name, quota] as const] : [])))
  return { hosts, drawn }
}

/** Calls that a purse has for each call of a ping, in the fullest span that its pace allows: 1.25 at least. */
export function headroomOf({ rate, draws }: Pick<Quota, 'rate' | 'draws'>): number {
  const fullest = draws.reduce(
    (sum, { calls, everySeconds }) => sum + calls * Math.max(1, rate.perSeconds / everySeconds),
    0,
  )
  return rate.calls / Math.min(fullest, steadyShare * rate.calls)
}
