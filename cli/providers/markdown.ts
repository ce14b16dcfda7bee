import { camelCase } from '../../functions/config/profiles/template.ts'
import { meaningOfMarks, newestDay, proofMarkOf, spellEvidence } from '../../functions/providers/evidence.ts'
import { categories, type Provider, proofMarks, type Source } from '../../functions/providers/provider.ts'
import { unaskedKinds } from '../../functions/providers/unasked.ts'
import { code, escapeText, linkTo, tableLines } from './markup.ts'
import { providerPage } from './page.ts'
import { proofPage } from './proof-page.ts'

/** Pages by their path below `docs`: the index `providers.md`, `proof.md`, and one page for each provider. */
export function cataloguePages(providers: readonly Provider[]): ReadonlyMap<string, string> {
  const newest = newestDay(providers)
  const pages = providers.map((provider) => [`providers/${provider.name}.md`, providerPage(provider, newest)] as const)
  return new Map([['providers.md', indexOf(providers)], ['proof.md', proofPage(providers)], ...pages])
}

function indexOf(providers: readonly Provider[]): string {
  const named = providers.filter(({ question }) => question !== null)
  const counts = proofMarks.map((mark) => `${providers.filter((one) => proofMarkOf(one) === mark).length} ${mark}`)
  return [
    '# The provider catalogue',
    '',
    '`npm run catalogue` writes this page and the pages of the providers from `functions/providers`. A test fails when one of them is stale.',
    '',
    `The catalogue has ${providers.length} kinds of credentials: ${named.length} of named providers and ${providers.length - named.length} generic ones.`,
    `By their marks: ${counts.join(', ')}. The mark of a kind is the weaker one of its living and its dead answer.`,
    '',
    ...proofMarks.map((mark) => `- **${mark}**: ${meaningOfMarks[mark]}`),
    '',
    '[proof.md](proof.md) lists what no document of a provider proves. The command `tokenwatch providers <name>` prints the facts of one provider.',
    ...categories.flatMap((category) => section(category, providers)),
    '',
    '## Without a harmless question',
    '',
    'These kinds have no profile, since no request proves them without an effect. Watch their dates with `declared({ ... })`.',
    '',
    ...tableLines(
      ['credential', 'reason', 'source'],
      unaskedKinds.map(({ what, why, source }) => [what, why, spelled(source)]),
    ),
    '',
  ].join('\n')
}

/** A source that is linked, with its mark and its day. */
function spelled(source: Source): string {
  const { title, url } = source
  return `${url === undefined ? escapeText(title) : linkTo(title, url)} ${spellEvidence(source)}`
}

function section(category: Provider['category'], providers: readonly Provider[]): readonly string[] {
  const members = providers.filter((one) => one.category === category).toSorted((a, b) => (a.name < b.name ? -1 : 1))
  if (members.length === 0) return []
  const rows = members.map((provider) => [
    `[${provider.title}](providers/${provider.name}.md)`,
    code(`${camelCase(provider.name)}({ ... })`),
    proofMarkOf(provider),
  ])
  return ['', `## ${category}`, '', ...tableLines(['credential', 'builder', 'mark'], rows)]
}
