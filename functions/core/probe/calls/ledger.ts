import type { Check } from '../../model/check.ts'
import type { Deployment } from '../../model/deployment.ts'
import type { QuotaKind, SecondLook } from '../../model/rate.ts'
import type { Log } from '../../state/log.ts'
import { budgetsIn } from './budgets.ts'
import type { Quota } from './quotas.ts'

/** Returns true if a second look at a check is within the budget, and counts it. */
export type MayAsk = (check: Check, look: SecondLook) => boolean

/** Share of the spare calls that each look may use: a proof all of them, an explanation half. */
const shareOf: Readonly<Record<SecondLook, number>> = { proof: 1, retry: 0.5, control: 0.5, other_versions: 0.5 }

/** Number of questions in one look: there are two versions besides the current one. */
const roundsOf: Readonly<Record<SecondLook, number>> = { proof: 1, retry: 1, control: 1, other_versions: 2 }

/** Questions that are always allowed, so that a dead token can be proved and explained even if the budget is full. */
const leastRounds = 4

/**
 * Opens the count of second looks of one batch. Its checks get their share of the calls that all pings leave in a budget. Batches that
 * know nothing of each other stay within the budget together.
 */
export function openLedger(deployment: Deployment, checks: readonly Check[], log: Log): MayAsk {
  const { drawn } = budgetsIn(deployment)
  const accounts = accountsOf(checks.flatMap(({ key }) => drawn.get(key) ?? []))
  return (check, look) => {
    const charges = (drawn.get(check.key) ?? []).flatMap(({ quota, calls }) => {
      const account = accounts.get(quota)
      return account === undefined ? [] : [{ account, calls: calls * roundsOf[look] }]
    })
    const empty = charges.find(({ account, calls }) => account.spent + calls > account.spare * shareOf[look])
    if (empty !== undefined) {
      log({ event: 'withheld', check: check.key, look, budget: empty.account.kind })
      return false
    }
    for (const { account, calls } of charges) account.spent += calls
    return true
  }
}

/** The calls of one quota for second looks: `spare` in total, `spent` so far. */
type Account = { readonly kind: QuotaKind; readonly spare: number; spent: number }

function accountsOf(drawn: readonly { quota: Quota; calls: number; headroom: number }[]): Map<Quota, Account> {
  const accounts = new Map<Quota, Account>()
  for (const [quota, draws] of Map.groupBy(drawn, ({ quota }) => quota)) {
    const spare = draws.reduce((sum, { calls, headroom }) => sum + calls * (headroom - 1), 0)
    const least = leastRounds * Math.max(...draws.map(({ calls }) => calls))
    accounts.set(quota, { kind: quota.kind, spare: Math.max(spare, least), spent: 0 })
  }
  return accounts
}
