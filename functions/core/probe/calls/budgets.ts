import type { CheckKey } from '../../model/check.ts'
import { type Deployment, profileIn } from '../../model/deployment.ts'
import { steadyShare } from '../../model/rate.ts'
import { type Quota, quotasOf } from './quotas.ts'

/** The calls that one ping of a check takes from a quota, and the calls that the quota has for each of them. */
type Drawn = { readonly quota: Quota; readonly calls: number; readonly headroom: number }

/** The quotas of a deployment, by host and by check. */
type Budgets = {
  readonly hosts: ReadonlyMap<string, Quota>
  readonly drawn: ReadonlyMap<CheckKey, readonly Drawn[]>
}

/** Computed once for each deployment: it never changes, and has many batches. */
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

/** Returns the calls that a quota has for each call of a ping, in the fullest span that the pace allows; at least 1.25. */
export function headroomOf({ rate, draws }: Pick<Quota, 'rate' | 'draws'>): number {
  const fullest = draws.reduce(
    (sum, { calls, everySeconds }) => sum + calls * Math.max(1, rate.perSeconds / everySeconds),
    0,
  )
  return rate.calls / Math.min(fullest, steadyShare * rate.calls)
}
