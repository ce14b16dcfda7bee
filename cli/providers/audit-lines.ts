import { proofMarkOf } from '../../functions/providers/evidence.ts'
import { type Provider, proofMarks } from '../../functions/providers/provider.ts'
import { claimsOf, type SourcedClaim, unsourcedOf } from './claims.ts'
import { endingVersions } from './versions.ts'

const dayMs = 86_400_000

/** Prints each claim of each provider with mark, age and source: providers and claims with the weakest mark and the oldest source first. */
export function auditLines(providers: readonly Provider[], nowMs: number): readonly string[] {
  const age = ({ seen }: SourcedClaim): string =>
    seen === null ? 'not read' : `${Math.max(0, Math.floor((nowMs - Date.parse(seen)) / dayMs))} d`
  const audited = providers
    .map((provider) => ({ provider, claims: claimsOf(provider) }))
    .filter(({ claims }) => claims.length > 0)
    .toSorted((a, b) => rank(b.provider) - rank(a.provider) || oldest(a.claims).localeCompare(oldest(b.claims)))
  const lines = audited.flatMap(({ provider, claims }) => [
    `${provider.name}: ${proofMarkOf(provider)}, ${claims.length} claims, oldest source of ${oldest(claims)}`,
    ...claims.map(
      (one) => `  ${one.mark.padEnd(10)}  ${age(one).padStart(8)}  ${one.claim}: ${one.says}  <- ${one.source}`,
    ),
    ...unsourcedOf(provider).map(({ claim, says }) => `  ${'none'.padEnd(10)}  ${'-'.padStart(8)}  ${claim}: ${says}`),
  ])
  return [...lines, '', ...totals(providers), ...versionLines(providers, nowMs)]
}

function versionLines(providers: readonly Provider[], nowMs: number): readonly string[] {
  const ending = endingVersions(providers, nowMs)
  if (ending.length === 0) return ['no pinned version of an API ends soon']
  return ending.map(([name, days]) => `${name}: its pinned version ${days < 0 ? 'has ended' : `ends in ${days} d`}`)
}

const rank = (provider: Provider): number => proofMarks.indexOf(proofMarkOf(provider))

function oldest(claims: readonly SourcedClaim[]): string {
  return claims.flatMap(({ seen }) => seen ?? []).toSorted()[0] ?? ''
}

function totals(providers: readonly Provider[]): readonly string[] {
  const claims = providers.flatMap(claimsOf)
  const count = (what: string, of: readonly string[]) =>
    `${what}: ${proofMarks.map((mark) => `${of.filter((one) => one === mark).length} ${mark}`).join(', ')}`
  return [
    count(`${providers.length} kinds, by the weaker of their living and dead answers`, providers.map(proofMarkOf)),
    count(
      `${claims.length} claims`,
      claims.map(({ mark }) => mark),
    ),
  ]
}
