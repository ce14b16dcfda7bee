import { formatDuration } from '../../functions/core/model/duration.ts'
import type { Placement, Question } from '../../functions/core/model/question.ts'
import { spellRate } from '../../functions/core/model/rate.ts'
import { isDocumented, spellSource } from '../../functions/providers/evidence.ts'
import { profileFrom } from '../../functions/providers/profile.ts'
import type { Provider, ProviderOption } from '../../functions/providers/provider.ts'

/** One line of what is known of a provider: a name, and its sentences. */
export type CatalogueFact = readonly [name: string, lines: readonly string[]]

/** Everything that is known of a provider, in the order in which somebody who has its token asks. */
export function entryOf(provider: Provider): readonly CatalogueFact[] {
  const { roles, options, question, rotation, runbook, traps, sources } = provider
  const all: readonly CatalogueFact[] = [
    [
      'Status',
      [
        isDocumented(provider)
          ? 'documented'
          : 'experimental: its answers for live and dead tokens are not both documented',
      ],
    ],
    ['Secret', Object.entries(roles).map(([role, what]) => `${role}: ${what}`)],
    [
      'Options',
      Object.entries(options).map(
        ([name, option]) => `${name}${option.default === undefined ? '' : ` (${option.default})`}: ${describe(option)}`,
      ),
    ],
    ['Asks', question === null ? ['what the check says'] : asked(question)],
    ['Judges', judged(provider)],
    ['Reads', readOf(provider)],
    ['Costs', [costOf(provider)]],
    ['Called', calledOf(provider)],
    ['Renewed by', [`${who[rotation.by]} (${rotation.class}); old and new are valid together: ${rotation.overlap}`]],
    ['By hand', runbook === null ? [] : [`${runbook.console}: ${runbook.steps}`]],
    ['Ends', (provider.sunsets ?? []).map(({ what, on }) => `${what}: ${on}`)],
    ['Traps', traps],
    [
      'Sources',
      Object.values(sources).map(
        (source) => `${spellSource(source)}${source.url === undefined ? '' : ` ${source.url}`}`,
      ),
    ],
  ]
  return all.filter(([, lines]) => lines.length > 0)
}

const who = { tokenwatch: 'Tokenwatch', aws: 'AWS, as a managed external secret', hand: 'a person' } as const

function describe(option: ProviderOption): string {
  if (option.kind === 'choice') return `${Object.keys(option.of).join(', ')}; ${option.says}`
  return option.kind === 'name' ? `${option.says}, such as ${option.example}` : option.says
}

function asked(question: Question): readonly string[] {
  switch (question.kind) {
    case 'request':
      return [`${question.ping.method} ${question.ping.url}`, `with ${question.send.map(placed).join(' and ')}`]
    case 'client_credentials':
      return [
        `POST ${question.tokenUrl}`,
        ...(question.ping === null ? [] : [`then ${question.ping.method} ${question.ping.url}`]),
      ]
    case 'introspection':
      return [`POST ${question.introspectionUrl}`]
    case 'jwt':
      return ['the claims of the token, then its key set, then the API']
    case 'signed_jwt':
      return [`${question.ping.method} ${question.ping.url}`, 'with a JWT that the private key signs by RS256']
    case 'sigv4':
      return [`${question.ping.method} ${question.ping.url}`, 'signed by the key, which goes nowhere']
    case 'registry':
      return [`GET ${question.url} without a credential`, 'then whom its challenge names, with basic authentication']
    case 'certificate':
      return ['nothing: the certificate is read']
    case 'declared':
      return ['nothing: it goes by the dates that the check declares']
  }
}

function placed(placement: Placement): string {
  switch (placement.in) {
    case 'header':
      return `${placement.role} in ${placement.name}${placement.prefix === '' ? '' : ` after "${placement.prefix.trim()}"`}`
    case 'basic':
      return 'basic authentication'
    case 'query':
      return `${placement.role} in the query, which is kept out of every log`
    case 'path':
      return `${placement.role} in the path, which is kept out of every log`
    case 'json':
    case 'form':
      return `${placement.role} in the body`
  }
}

/** The rules in their order, those of a token endpoint first. */
function judged(provider: Provider): readonly string[] {
  const { rules, tokenRules } = profileFrom(provider)
  return [...tokenRules, ...rules].map(({ name, when, means }) => {
    const status = when.status === undefined ? 'any status' : [when.status].flat().join('-')
    const header =
      when.header === undefined
        ? []
        : [`${when.header.name} ${'is' in when.header ? `is ${when.header.is}` : `has "${when.header.includes}"`}`]
    const page = when.html === true ? ['it is HTML'] : []
    const conditions = [...page, ...header, ...(when.body === undefined ? [] : [`${when.body}`])]
    return `${status}${conditions.length === 0 ? '' : ` and ${conditions.join(' and ')}`}: ${means} (${name})`
  })
}

function readOf({ paths, scopes, expirySource }: Provider): readonly string[] {
  const { identity, environment, expires } = paths
  const places = [
    ['identity', identity],
    ['environment', environment],
    ['scopes', paths.scopes],
    ['expiry', expires?.at ?? null],
  ] as const
  const found = places.flatMap(([what, place]) =>
    place === null ? [] : [`${what} from ${typeof place === 'string' ? place : `the header ${place.header}`}`],
  )
  const unread =
    expires === null && expirySource !== 'declared'
      ? ['no expiry: declare one with expires, or issuedAt and maxAge']
      : []
  return [...found, ...(scopes === null ? [] : [`scopes such as ${scopes.example}`]), ...unread]
}

/** Only for those who are asked: how often at most, and what that is a part of. */
function calledOf(provider: Provider): readonly string[] {
  if (provider.rules.length === 0) return []
  const { credential, host } = profileFrom(provider).budget
  const { limits = {} } = provider
  const part = (limit: (typeof limits)['host']) =>
    limit === undefined ? '' : `, a tenth of its limit of ${spellRate(limit)}`
  return [
    `${spellRate(credential)} with one credential${part(limits.credential)}; ${spellRate(host)} to one host${part(limits.host)}`,
  ]
}

const costs = { free: 'nothing', counted: 'a request of a quota that others share', billed: 'money' } as const

function costOf({ cost, minimumSeconds, idleSeconds, failuresCount }: Provider): string {
  const idle = idleSeconds == null ? '' : `; unused for ${formatDuration(idleSeconds)} it dies, and a ping is a use`
  const bans = failuresCount === true ? '; failures count against you' : ''
  return `a ping costs ${costs[cost]}, at most every ${formatDuration(minimumSeconds)}${idle}${bans}`
}
