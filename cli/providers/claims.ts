import { type ProofMark, type Provider, proofMarks, type Source } from '../../functions/providers/provider.ts'

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
  /** Day on which the source was read. */
  readonly seen: string
}

/** Lists the claims of a provider, the weakest mark and the oldest source first. */
export function claimsOf(provider: Provider): readonly SourcedClaim[] {
  const { rules, needRules = [], tokenRules = [], sunsets = [], limits = {}, federation, sources } = provider
  const claim = (name: string, says: string, key: string, when?: object): readonly SourcedClaim[] => {
    const source = sources[key]
    return source === undefined
      ? []
      : [{ claim: name, says, ...(when === undefined ? {} : { when }), ...cited(source) }]
  }
  const all = [
    ...[...tokenRules, ...needRules, ...rules].flatMap(({ name, means, source, when }) =>
      claim(name, means, source, when),
    ),
    ...sunsets.flatMap(({ what, whom, on, source }) => claim('sunset', `${what}, for ${whom}, on ${on}`, source)),
    ...Object.entries(limits).flatMap(([of, { calls, perSeconds, source }]) =>
      claim(`limit of ${of}`, `${calls} in ${perSeconds} s`, source),
    ),
    ...(federation === undefined ? [] : claim('federation', federation.offer, federation.source)),
  ]
  return all.toSorted((a, b) => proofMarks.indexOf(b.mark) - proofMarks.indexOf(a.mark) || a.seen.localeCompare(b.seen))
}

function cited({ evidence, title, url, seen }: Source) {
  return { mark: evidence, source: title, url: url ?? null, seen }
}
