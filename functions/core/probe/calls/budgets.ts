import type { CheckKey } from '../../model/check.ts'
import { type Deployment, profileIn } from '../../model/deployment.ts'
import { steadyShare } from '../../model/rate.ts'
import { type Purse, pursesOf } from './purses.ts'

/** What a check takes from one purse, and how many calls that purse has for each call of a ping. */
type Drawn = { readonly purse: Purse; readonly calls: number; readonly headroom: number }

/** The budgets of a deployment, by what they are looked for. */
type Budgets = {
  readonly hosts: ReadonlyMap<string, Purse>
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
  const purses = pursesOf(deployment.checks, profileIn(deployment))
  const drawn = new Map<CheckKey, Drawn[]>()
  for (const purse of purses) {
    const headroom = headroomOf(purse)
    for (const { check, calls } of purse.draws)
      if (calls > 0) drawn.set(check, [...(drawn.get(check) ?? []), { purse, calls, headroom }])
  }
  const hosts = new Map(purses.flatMap((purse) => (purse.kind === 'host' ? [[purse.name, purse] as const] : [])))
  return { hosts, drawn }
}

/** Calls that a purse has for each call of a ping, in the fullest span that its pace allows: 1.25 at least. */
export function headroomOf({ rate, draws }: Pick<Purse, 'rate' | 'draws'>): number {
  const fullest = draws.reduce(
    (sum, { calls, everySeconds }) => sum + calls * Math.max(1, rate.perSeconds / everySeconds),
    0,
  )
  return rate.calls / Math.min(fullest, steadyShare * rate.calls)
}
