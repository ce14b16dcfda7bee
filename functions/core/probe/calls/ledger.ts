import type { Check } from '../../model/check.ts'
import type { Deployment } from '../../model/deployment.ts'
import type { QuotaKind, SecondLook } from '../../model/rate.ts'
import type { Log } from '../../state/log.ts'
import { budgetsIn } from './budgets.ts'
import type { Quota } from './quotas.ts'
/** Whether a second look at a check is still within the budget; counts it if so. */
export type MayAsk = (check: Check, look: SecondLook) => boolean

/** What explains may take this share of what is left for second looks, what proves all of it. */
const shareOf: Readonly<Record<SecondLook, number>> = { proof: 1, retry: 0.5, control: 0.5, other_versions: 0.5 }

/** How often a look asks: two versions are looked at beside the current one. */
const roundsOf: Readonly<Record<SecondLook, number>> = { proof: 1, retry: 1, control: 1, other_versions: 2 }

/** Rounds that there always are for second looks, so that even the fullest budget lets a dead token be proved and explained. */
const leastRounds = 4

/**
 * Counts the second looks of one batch. Its checks are a part of all that share a budget, and have that part of what their pings leave of it:
 * batches know nothing of each other and stay within it together.
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

/** `spare` calls for second looks, of which some are `spent`. */
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
