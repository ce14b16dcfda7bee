import type { Answered } from '../../model/reading.ts'
import type { ScopeComparison } from '../../model/scopes.ts'

/** Adds scopes that were read elsewhere: they count if the answer names none, or only asks for some and they lack some too. */
export function withScopes(answer: Answered, read: ScopeComparison | null): Answered {
  const isRead = answer.scopes !== null && answer.scopesAsked !== true
  const lacks = read !== null && read.missing.length > 0
  if (isRead || (answer.scopes !== null && !lacks)) return answer
  const { scopesAsked: _, ...rest } = answer
  return { ...rest, scopes: read }
}
