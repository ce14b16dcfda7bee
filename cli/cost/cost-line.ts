/** One line of the estimate, in USD a month. `low` and `high` differ if caching decides. */
export type CostLine = { readonly what: string; readonly low: number; readonly high: number }
