import type { Meaning } from '../../functions/core/model/reading.ts'
import { standingOf } from '../../functions/core/model/reason.ts'
import type { SecondCause } from '../../functions/core/model/second-cause.ts'
import { isByStatusAlone } from '../../functions/core/probe/unauthorized.ts'
import type { Provider, Source, SourcedRule } from '../../functions/providers/provider.ts'

/** A rule of a provider that says something positive, and its source. */
export type SourcedFinding = {
  readonly provider: Provider
  readonly rule: SourcedRule
  readonly source: Source | undefined
}

const isTerminal = (means: Meaning): boolean => means !== 'alive' && standingOf(means) === 'invalid'
const isPositive = (means: Meaning): boolean => means === 'alive' || standingOf(means) === 'valid' || isTerminal(means)

/** Refusals for a missing permission: of a credential that lives. */
const ofPermission: ReadonlySet<Meaning> = new Set(['ping_forbidden', 'under_scoped'])

/** Rules for the answers of the API, or of the token endpoint where a provider has no API. */
const rulesOfApi = ({ rules, needRules = [], tokenRules = [] }: Provider): readonly SourcedRule[] =>
  rules.length === 0 ? tokenRules : [...rules, ...needRules]

/** Providers that Tokenwatch calls. */
const asked = (providers: readonly Provider[]): readonly Provider[] =>
  providers.filter((provider) => rulesOfApi(provider).length > 0)

/** Lists the providers of which no source says what they answer to a living credential without a permission. */
export function withoutPermissionRefusal(providers: readonly Provider[]): readonly Provider[] {
  return asked(providers).filter((provider) => !rulesOfApi(provider).some(({ means }) => ofPermission.has(means)))
}

/** Lists the providers that refuse a dead credential in no other way than by a 401. */
export function refusingByStatus(providers: readonly Provider[]): readonly Provider[] {
  return asked(providers).filter((provider) => {
    const { rules, tokenRules = [] } = provider
    const dead = [...rules, ...tokenRules].filter(({ means }) => isTerminal(means) && means !== 'under_scoped')
    return dead.length > 0 && dead.every(isByStatusAlone)
  })
}

/** Lists the rules with their sources. */
const sourcedRules = (providers: readonly Provider[]): readonly SourcedFinding[] =>
  providers.flatMap((provider) =>
    [...provider.rules, ...(provider.needRules ?? []), ...(provider.tokenRules ?? [])].map((rule) => ({
      provider,
      rule,
      source: provider.sources[rule.source],
    })),
  )

/** Lists the rules that call a credential alive or dead after the code of others: no page of the provider documents them. */
export function restingOnCode(providers: readonly Provider[]): readonly SourcedFinding[] {
  return sourcedRules(providers).filter(({ rule, source }) => isPositive(rule.means) && source?.evidence === 'observed')
}

/** Lists the rules for a living credential without a permission that a 401 may carry. */
export function permissionsBy401(providers: readonly Provider[]): readonly SourcedFinding[] {
  return sourcedRules(providers).filter(({ rule }) => {
    const [from, to] = [rule.when.status ?? [100, 599]].flat()
    return ofPermission.has(rule.means) && from !== undefined && from <= 401 && (to ?? from) >= 401
  })
}

/** Lists what is only recalled. A rule that many providers share is listed once. */
export function recalledRules(providers: readonly Provider[]): readonly SourcedFinding[] {
  const all = sourcedRules(providers).filter(({ source }) => source?.evidence === 'recalled')
  return all.filter(({ rule }, place) => all.findIndex((one) => one.rule === rule) === place)
}

/** Lists the providers that refuse a dead credential by a 401 that only a standard describes, and by nothing else. */
export function refusingByStandard(providers: readonly Provider[]): readonly Provider[] {
  return asked(providers).filter((provider) => {
    if (provider.question === null) return false
    const dead = provider.rules.filter(({ means }) => isTerminal(means) && means !== 'under_scoped')
    return dead.length > 0 && dead.every(({ source }) => provider.sources[source]?.evidence === 'standard')
  })
}

/** An answer that a dead credential gets, with the other cause for which a living one gets it. */
export type AmbiguousAnswer = {
  readonly provider: Provider
  readonly rule: string
  readonly cause: string
  readonly kind: SecondCause['kind']
  readonly source: Source | undefined
}

/** Lists the answers of a provider that a living credential gets too. */
export function secondCausesOf(provider: Provider): readonly AmbiguousAnswer[] {
  const { rules, needRules = [], tokenRules = [], sources } = provider
  return [...tokenRules, ...needRules, ...rules].flatMap(({ name, source, secondCause }) => {
    if (secondCause === undefined) return []
    const { cause, kind } = secondCause
    return [{ provider, rule: name, cause, kind, source: sources[secondCause.source ?? source] }]
  })
}
