import { camelCase } from '../../functions/config/profiles/template.ts'
import { isDocumented } from '../../functions/providers/evidence.ts'
import { categories, type Provider } from '../../functions/providers/provider.ts'
import { code, tableLines } from './markup.ts'
import { providerPage } from './page.ts'
import { proofPage } from './proof-page.ts'

/** Pages by their path below `docs`: the index `providers.md`, `proof.md`, and one page for each provider. */
export function cataloguePages(providers: readonly Provider[]): ReadonlyMap<string, string> {
  const pages = providers.map((provider) => [`providers/${provider.name}.md`, providerPage(provider)] as const)
  return new Map([['providers.md', indexOf(providers)], ['proof.md', proofPage(providers)], ...pages])
}

function indexOf(providers: readonly Provider[]): string {
  const named = providers.filter(({ question }) => question !== null)
  const documented = named.filter(isDocumented).length
  return [
    '# The provider catalogue',
    '',
    '`npm run catalogue` writes this page and the pages of the providers from `functions/providers`. A test fails when one of them is stale.',
    '',
    `The catalogue has ${providers.length} kinds of credentials: ${named.length} of named providers and ${providers.length - named.length} generic ones.`,
    `Of the named providers, ${documented} are documented and ${named.length - documented} are experimental.`,
    '',
    '- **documented**: the answers for a live and for a dead credential are both documented, by the provider or by a standard.',
    '- **experimental**: at least one of the two is not. What is only recalled never says that a token is bad.',
    '',
    '[proof.md](proof.md) lists what no document of a provider proves. The command `tokenwatch providers <name>` prints the facts of one provider.',
    ...categories.flatMap((category) => section(category, providers)),
    '',
  ].join('\n')
}

function section(category: Provider['category'], providers: readonly Provider[]): readonly string[] {
  const members = providers.filter((one) => one.category === category).toSorted((a, b) => (a.name < b.name ? -1 : 1))
  if (members.length === 0) return []
  const rows = members.map((provider) => [
    `[${provider.title}](providers/${provider.name}.md)`,
    code(`${camelCase(provider.name)}({ ... })`),
    isDocumented(provider) ? 'documented' : 'experimental',
  ])
  return ['', `## ${category}`, '', ...tableLines(['credential', 'builder', 'status'], rows)]
}
