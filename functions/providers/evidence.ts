import type { Rule } from '../core/model/profile.ts'
import { isDeath } from '../core/model/reason.ts'
import { type ProofMark, type Provider, proofMarks, type Source, type SourcedRule } from './provider.ts'

/** Sentences that say what each mark means, for README and docs. */
export const meaningOfMarks: Readonly<Record<ProofMark, string>> = {
  documented: 'the provider says so itself: its documentation, its specification, its staff or its published code.',
  standard:
    'an RFC says so, and no document of the provider. A refusal with 401 pages only beside a broken credential that is refused so too.',
  observed: 'public code or reports of others who call this provider rely on it.',
  recalled: 'nobody was found who says so. What is only recalled never says that a token is bad.',
}

/** Returns the mark of a provider: the weaker one of its living and its dead answer, each by its best source. */
export function proofMarkOf({ rules, tokenRules = [], sources }: Provider): ProofMark {
  // Dates are judged without a request, as a certificate or a check states them.
  if (rules.length === 0 && tokenRules.length === 0) return 'standard'
  const bestOf = (list: readonly SourcedRule[], means: (means: Rule['means']) => boolean): number =>
    Math.min(last, ...list.filter((rule) => means(rule.means)).map(({ source }) => rankOf(sources[source])))
  const living = bestOf(rules, (means) => means === 'alive')
  // A token endpoint that grants a token has no rule for it: RFC 6749 section 5.1 is the same for all.
  const granted = rules.length === 0 ? proofMarks.indexOf('standard') : living
  const deaths = [...rules, ...tokenRules].filter(({ means }) => means !== 'alive' && isDeath(means))
  const sure = deaths.filter(({ secondCause }) => secondCause?.kind !== 'changing')
  // What a living credential may get at any time counts only where nothing else is known of a dead one.
  const dead = bestOf(sure.length > 0 ? sure : deaths, () => true)
  return proofMarks[Math.max(granted, dead)] ?? 'recalled'
}

const last = proofMarks.length - 1

/** Returns the place of a source among the marks; the weakest for a source that is missing. */
export const rankOf = (source: Source | undefined): number =>
  source === undefined ? last : proofMarks.indexOf(source.evidence)

/** A source as people read it: `GitHub REST API, rate limits (documented, 2026-11-21)`. */
export function spellSource(source: Source): string {
  return `${source.title} ${spellEvidence(source)}`
}

/** The mark of a source and the day on which it was read: `(documented, 2026-11-21)`. */
export function spellEvidence({ evidence, seen }: Source): string {
  return `(${evidence}, ${seen ?? 'not read'})`
}

/** Returns true if a source was read more than a year before the newest one of the catalogue. */
export function isOld({ seen }: Source, newest: string): boolean {
  return seen !== undefined && Date.parse(newest) - Date.parse(seen) > 365 * 86_400_000
}

/** Returns the last day on which any source of the catalogue was read. */
export function newestDay(providers: readonly Provider[]): string {
  const days = providers.flatMap(({ sources }) => Object.values(sources).flatMap(({ seen }) => seen ?? []))
  return days.toSorted().at(-1) ?? ''
}
