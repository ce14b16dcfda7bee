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
