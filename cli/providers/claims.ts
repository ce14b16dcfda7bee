import { type ProofMark, type Provider, proofMarks, type Source } from '../../functions/providers/provider.ts'
import { asked } from './asked.ts'
import { secondCausesOf, withoutPermissionRefusal } from './proof.ts'

/** One claim of a provider: what an answer means, or another fact, with its source. */
export type SourcedClaim = {
  /** Name of the rule, or kind of the fact: `limit of credential`. */
  readonly claim: string
  /** Meaning of the answer, or the fact in words. */
  readonly says: string
  /** Conditions of a rule; absent for other facts. */
  readonly when?: object
  readonly mark: ProofMark
  readonly source: string
  readonly url: string | null
  /** Day on which the source was read; `null` for one that is only recalled. */
  readonly seen: string | null
}

/** A fact that no source was found for, with what follows from that. */
export type UnsourcedFact = { readonly claim: string; readonly says: string }

/** Lists the claims of a provider, the weakest mark and the oldest source first. */
export function claimsOf(provider: Provider): readonly SourcedClaim[] {
  const { rules, needRules = [], tokenRules = [], sunsets = [], limits = {}, federation, sources } = provider
  const all = [
    ...requestClaims(provider),
    ...[...tokenRules, ...needRules, ...rules].flatMap(({ name, means, source, when }) =>
      claimed(name, means, sources[source], when),
    ),
    ...secondCausesOf(provider).flatMap(({ rule, cause, source }) =>
      claimed(`${rule}, of a living credential`, cause, source),
    ),
    ...sunsets.flatMap(({ what, whom, on, source }) =>
      claimed('sunset', `${what}, for ${whom}, on ${on}`, sources[source]),
    ),
    ...Object.entries(limits).flatMap(([of, { calls, perSeconds, source }]) =>
      claimed(`limit of ${of}`, `${calls} in ${perSeconds} s`, sources[source]),
    ),
    ...(federation === undefined ? [] : claimed('federation', federation.offer, sources[federation.source])),
  ]
  return all.toSorted((a, b) => proofMarks.indexOf(b.mark) - proofMarks.indexOf(a.mark) || byDay(a.seen, b.seen))
}

/** Compares days on which sources were read; one that was never read comes first. */
export const byDay = (a: string | null, b: string | null): number => (a ?? '').localeCompare(b ?? '')

/** Lists what no source shows. Such an answer is never judged by what others do. */
export function unsourcedOf(provider: Provider): readonly UnsourcedFact[] {
  if (withoutPermissionRefusal([provider]).length === 0) return []
  return [{ claim: 'missing permission', says: 'not found; such an answer is unrecognized' }]
}

/** Returns the source of the request: the one that is named, or that of the living answer. */
export function requestSourceOf({ requestSource, rules, sources }: Provider): Source | undefined {
  const key = requestSource ?? rules.find(({ means }) => means === 'alive')?.source
  return key === undefined ? undefined : sources[key]
}

/** Claims that the address, the method and the headers of the request exist, and that its version is still answered. */
function requestClaims(provider: Provider): readonly SourcedClaim[] {
  const { question, version, sources } = provider
  if (question === null) return []
  return [
    ...claimed('request', asked(question).join(', '), requestSourceOf(provider)),
    ...(version === undefined ? [] : claimed('version', spellVersion(version), sources[version.source])),
  ]
}

/** Spells a pinned version: `2026-07, answered until 2027-07-01 at least`. */
export function spellVersion({ at, until }: NonNullable<Provider['version']>): string {
  return until === null ? `${at}, whose end is not known` : `${at}, answered until ${until} at least`
}

function claimed(claim: string, says: string, source: Source | undefined, when?: object): readonly SourcedClaim[] {
  if (source === undefined) return []
  const { evidence, title, url, seen } = source
  const conditions = when === undefined ? {} : { when }
  return [{ claim, says, ...conditions, mark: evidence, source: title, url: url ?? null, seen: seen ?? null }]
}
