import { standingOf } from '../core/model/reason.ts'
import type { Provider, Source } from './provider.ts'

/**
 * Returns true if the answers to a valid and to an invalid token are both documented, by the provider or by a standard. The other providers
 * are experimental: their rules come from other people's code, or from memory.
 */
export function isDocumented({ rules, needRules = [], tokenRules = [], sources }: Provider): boolean {
  // Tokenwatch never calls a provider without rules.
  if (rules.length === 0) return true
  const documented = [...rules, ...needRules, ...tokenRules].filter(
    ({ source }) => sources[source]?.evidence === 'documented',
  )
  const meanings = documented.map(({ means }) => (means === 'alive' ? 'alive' : standingOf(means)))
  // A token endpoint that grants a token has no rule for it: RFC 6749 section 5.1 is the same for all.
  return meanings.includes('invalid') && (meanings.includes('alive') || tokenRules.length > 0)
}

/** A source as people read it: `GitHub REST API, rate limits (documented, 2026-11-21)`. */
export function spellSource(source: Source): string {
  return `${source.title} ${spellEvidence(source)}`
}

/** The kind of a source and the day on which it was read: `(documented, 2026-11-21)`. */
export function spellEvidence({ evidence, seen }: Source): string {
  const how = { documented: 'documented', code: 'seen in code', recalled: 'recalled only' }[evidence]
  return `(${how}, ${seen})`
}
