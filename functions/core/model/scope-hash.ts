import { hash } from 'node:crypto'
import type { ScopeComparison } from './scopes.ts'

/** Characters of the hash: enough to see that the scopes of one check changed. */
const length = 8

/** Hashes compared scopes; `null` where the answer shows none. The order of their names does not matter. */
export function scopeHash(scopes: ScopeComparison | null): string | null {
  if (scopes === null) return null
  const sorted = [scopes.required, scopes.missing, scopes.forbidden].map((names) => names.toSorted())
  return hash('sha256', JSON.stringify(sorted)).slice(0, length)
}
