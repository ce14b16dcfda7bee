import type { Check } from '../model/check.ts'

/** Names that select checks. Several of one kind are alternatives; kinds narrow each other down. Without names, all checks are selected. */
export type GateSelection = {
  /** Ids, or keys such as `production/billing`. */
  readonly ids: readonly string[]
  readonly tags: readonly string[]
  /** Services in the `usedBy` of checks. */
  readonly usedBy: readonly string[]
  readonly environment: string | null
}

export const everything: GateSelection = { ids: [], tags: [], usedBy: [], environment: null }

/** A name that matches no check; an id is only matched within the rest of the selection. */
export type Unmatched = { readonly kind: 'id' | 'tag' | 'service' | 'environment'; readonly name: string }

export type Selected = { readonly checks: readonly Check[]; readonly unmatched: readonly Unmatched[] }

type Kind = {
  readonly kind: Unmatched['kind']
  readonly names: readonly string[]
  readonly has: (check: Check, name: string) => boolean
}

/** Selects checks, and returns every name that matches none: a typing mistake must not make a gate pass. */
export function select(checks: readonly Check[], { ids, tags, usedBy, environment }: GateSelection): Selected {
  const kinds: readonly Kind[] = [
    {
      kind: 'environment',
      names: environment === null ? [] : [environment],
      has: (check, name) => check.environment === name,
    },
    { kind: 'service', names: usedBy, has: (check, name) => check.usedBy.includes(name) },
    { kind: 'tag', names: tags, has: (check, name) => check.tags.includes(name) },
    { kind: 'id', names: ids, has: (check, name) => check.id === name || check.key === name },
  ]
  let left = checks
  const unmatched: Unmatched[] = []
  for (const { kind, names, has } of kinds) {
    for (const name of names) if (!left.some((check) => has(check, name))) unmatched.push({ kind, name })
    if (names.length > 0) left = left.filter((check) => names.some((name) => has(check, name)))
  }
  return { checks: left, unmatched }
}

/** All names that a selection may use, shown if one was mistyped. */
export type SelectableNames = Readonly<Record<Unmatched['kind'], readonly string[]>>

export function namesOf(checks: readonly Check[]): SelectableNames {
  const distinct = (names: readonly string[]) => [...new Set(names)].toSorted()
  return {
    id: distinct(checks.map(({ id }) => id)),
    tag: distinct(checks.flatMap(({ tags }) => tags)),
    service: distinct(checks.flatMap(({ usedBy }) => usedBy)),
    environment: distinct(checks.map(({ environment }) => environment)),
  }
}
