/** What a token may do, against what its check says that it must and must not be able to do. */
export type ScopeComparison = {
  readonly required: readonly string[]
  readonly missing: readonly string[]
  readonly forbidden: readonly string[]
}

/**
 * Scopes out of a provider's answer: a list of strings, or one string separated by spaces or commas (GitHub's header
 * has `, `). Undefined where the value is neither, which is not the same as an empty list.
 */
export function parseScopes(value: unknown): readonly string[] | undefined {
  if (Array.isArray(value)) return value.every((one) => typeof one === 'string') ? [...new Set(value)] : undefined
  if (typeof value !== 'string') return undefined
  return [...new Set(value.split(/[\s,]+/).filter((scope) => scope !== ''))]
}

/** The granted scopes with everything that they bring along, to any depth. */
export function withImplied(
  granted: readonly string[],
  implied: Readonly<Record<string, readonly string[]>>,
): readonly string[] {
  const all = new Set(granted)
  // A set is walked in the order of insertion, what is added on the way included.
  for (const scope of all)
    for (const brought of Object.hasOwn(implied, scope) ? (implied[scope] ?? []) : []) all.add(brought)
  return [...all]
}

/** Names only scopes that the check itself declares: nothing of what a provider answered travels further. */
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
