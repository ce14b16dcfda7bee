/** Scopes of a token, compared with the required and the forbidden scopes of its check. */
export type ScopeComparison = {
  readonly required: readonly string[]
  readonly missing: readonly string[]
  readonly forbidden: readonly string[]
}

/**
 * Reads the scopes of a provider's answer: a list of strings, or one string separated by spaces or commas (GitHub's header has `, `).
 * Returns `undefined` for any other value, which is not the same as an empty list.
 */
export function parseScopes(value: unknown): readonly string[] | undefined {
  if (Array.isArray(value)) return value.every((one) => typeof one === 'string') ? [...new Set(value)] : undefined
  if (typeof value !== 'string') return undefined
  return [...new Set(value.split(/[\s,]+/).filter((scope) => scope !== ''))]
}

/** Returns the granted scopes with all scopes that they include, to any depth. */
export function withImplied(
  granted: readonly string[],
  implied: Readonly<Record<string, readonly string[]>>,
): readonly string[] {
  const all = new Set(granted)
  // A loop over a set also visits the values that are added meanwhile.
  for (const scope of all)
    for (const included of Object.hasOwn(implied, scope) ? (implied[scope] ?? []) : []) all.add(included)
  return [...all]
}

/** Compares scopes. The result names only scopes that the check declares, and none from the provider's answer. */
export function compareScopes(
  granted: readonly string[],
  declared: { readonly require: readonly string[]; readonly forbid: readonly string[] },
): ScopeComparison {
  const has = new Set(granted)
  return {
    required: declared.require,
    missing: declared.require.filter((scope) => !has.has(scope)),
    forbidden: declared.forbid.filter((scope) => has.has(scope)),
  }
}
