import { type CallBudget, carefulBudget, ownBudget, type Rate } from '../core/model/rate.ts'
import type { Provider } from './provider.ts'

/** Share of a provider's limit that Tokenwatch uses. The rest is for the users of the API. */
const ourShare = 0.1

/** Returns the call rates for a provider: a share of its documented limits, else a careful default. */
export function budgetOf({ question, minimumSeconds, limits = {} }: Provider): CallBudget {
  const fallback = question === null || minimumSeconds < 60 ? ownBudget : carefulBudget
  const share = (kind: keyof CallBudget): Rate => {
    const limit = limits[kind]
    if (limit === undefined) return fallback[kind]
    return { calls: Math.max(1, Math.floor(limit.calls * ourShare)), perSeconds: limit.perSeconds }
  }
  return { credential: share('credential'), host: share('host') }
}
