import { type CallBudget, carefulBudget, ownBudget, type Rate } from '../core/model/rate.ts'
import type { Provider } from './provider.ts'

/** The limit is there for those who work with the API: a monitor takes a tenth of it. */
const ourShare = 0.1

/** How much of what a provider takes is ours to use; where it does not say, as much as nobody would notice. */
export function budgetOf({ question, minimumSeconds, limits = {} }: Provider): CallBudget {
  const fallback = question === null || minimumSeconds < 60 ? ownBudget : carefulBudget
  const share = (kind: keyof CallBudget): Rate => {
    const limit = limits[kind]
    if (limit === undefined) return fallback[kind]
    return { calls: Math.max(1, Math.floor(limit.calls * ourShare)), perSeconds: limit.perSeconds }
  }
  return { credential: share('credential'), host: share('host') }
}
