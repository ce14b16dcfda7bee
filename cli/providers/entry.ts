import { formatDuration } from '../../functions/core/model/duration.ts'
import { spellRate } from '../../functions/core/model/rate.ts'
import { meaningOfMarks, proofMarkOf, spellSource } from '../../functions/providers/evidence.ts'
import { kindSourcesOf, kindsOfVendor } from '../../functions/providers/other-kinds.ts'
import { profileFrom } from '../../functions/providers/profile.ts'
import type { Provider, ProviderOption } from '../../functions/providers/provider.ts'
import { asked } from './asked.ts'
import { judgedAnswers, judgedPlaces } from './judged.ts'

/** A fact of a provider: a name, and its sentences. */
export type CatalogueFact = readonly [name: string, lines: readonly string[]]

/** Lists all facts of a provider, in the order in which somebody who holds its token needs them. */
export function entryOf(provider: Provider): readonly CatalogueFact[] {
  const { roles, options, question, rotation, runbook, traps, sources } = provider
  const all: readonly CatalogueFact[] = [
    ['Mark', [`${proofMarkOf(provider)}: ${meaningOfMarks[proofMarkOf(provider)]}`]],
    ['Secret', Object.entries(roles).map(([role, what]) => `${role}: ${what}`)],
    ['Never sent', kindsNeverSent(provider)],
    ['Options', Object.entries(options).map(([name, option]) => `${name}${defaultOf(option)}: ${describe(option)}`)],
    ['Asks', question === null ? ['what the check says'] : asked(question)],
    ['Judges', judged(provider)],
    ['Reads', readOf(provider)],
    ['Costs', costOf(provider)],
    ['Called', callBudgetOf(provider)],
    ['Rotated by', [`${rotators[rotation.by]} (${rotation.class})`, `overlap of old and new: ${rotation.overlap}`]],
    ['By hand', runbook === null ? [] : [`${runbook.console}: ${runbook.steps}`]],
    ['Ends', (provider.sunsets ?? []).map(({ what, whom, on }) => `${what}, for ${whom}: ${on}`)],
    ['Without a secret', question === null ? [] : [provider.federation?.offer ?? noFederation]],
    ['Traps', traps],
    [
      'Sources',
      [...Object.values(sources), ...kindSourcesOf(provider.name)].map(
        (source) => `${spellSource(source)}${source.url === undefined ? '' : ` ${source.url}`}`,
      ),
    ],
  ]
  return all.filter(([, lines]) => lines.length > 0)
}

const noFederation = 'no federation (OIDC) instead of this credential is known'

/** Lists the documented kinds of the same vendor that no role takes. */
function kindsNeverSent({ name, roles, question }: Provider): readonly string[] {
  if (question === null) return []
  const places = Object.keys(roles).map((role) => `${name}.${role}`)
  return kindsOfVendor(name)
    .filter((kind) => !places.some((place) => kind.for.includes(place)))
    .map(({ begins, what }) => `${what}: ${begins}...`)
}

/** Words for those who can rotate a credential. */
export const rotators = {
  tokenwatch: 'Tokenwatch',
  aws: 'AWS, as a managed external secret',
  hand: 'a person',
} as const

function defaultOf({ default: value }: ProviderOption): string {
  if (value === undefined) return ''
  return value === '' ? ' (optional)' : ` (default ${value})`
}

function describe(option: ProviderOption): string {
  if (option.kind === 'choice') return `${option.says}; one of ${Object.keys(option.of).join(', ')}`
  return option.kind === 'name' ? `${option.says}, such as ${option.example}` : option.says
}

/** One line for each rule. */
function judged(provider: Provider): readonly string[] {
  return judgedAnswers(provider).map(({ status, words, body, means, rule }) => {
    const conditions = [status, ...words, ...(body === null ? [] : [body])]
    return `${conditions.join(' and ')}: ${means} (${rule})`
  })
}

function readOf(provider: Provider): readonly string[] {
  const found = judgedPlaces(provider).map(
    ([fact, place]) => `${fact} from ${typeof place === 'string' ? place : `the header ${place.header}`}`,
  )
  return [...found, ...readingNotes(provider)]
}

/** Sentences about scopes and expiry that name no place in the answer. */
export function readingNotes({ paths, scopes, expirySource }: Provider): readonly string[] {
  const unread =
    paths.expires === null && expirySource !== 'declared'
      ? ['no expiry: declare one with expires, or with issuedAt and maxAge']
      : []
  return [...(scopes === null ? [] : [`scopes such as ${scopes.example}`]), ...unread]
}

/** Call budgets, and the documented limits that they are a tenth of; empty for a provider that is never called. */
function callBudgetOf(provider: Provider): readonly string[] {
  if (provider.rules.length === 0) return []
  const { credential, host } = profileFrom(provider).budget
  const { limits = {} } = provider
  const part = (limit: (typeof limits)['host']) =>
    limit === undefined ? '' : `, a tenth of the documented limit of ${spellRate(limit)}`
  return [
    `at most ${spellRate(credential)} with one credential${part(limits.credential)}`,
    `at most ${spellRate(host)} to one host${part(limits.host)}`,
  ]
}

const costs = {
  free: 'a ping is free',
  counted: 'a ping counts towards a quota that others share',
  billed: 'a ping costs money',
} as const

function costOf({ cost, minimumSeconds, idleSeconds, failuresCount }: Provider): readonly string[] {
  return [
    costs[cost],
    `at most one ping every ${formatDuration(minimumSeconds)}`,
    ...(idleSeconds == null
      ? []
      : [`a credential that is not used for ${formatDuration(idleSeconds)} dies; a ping is a use`]),
    ...(failuresCount === true ? ['failed logins count against you, so no broken credential is ever sent'] : []),
  ]
}
