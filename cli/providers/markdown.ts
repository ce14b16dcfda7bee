import { camelCase } from '../../functions/config/profiles/template.ts'
import { isDocumented } from '../../functions/providers/evidence.ts'
import { categories, type Provider } from '../../functions/providers/provider.ts'
import { entryOf } from './entry.ts'

/** `docs/providers.md`: the catalogue by category, then a section for each provider. */
export function catalogueMarkdown(providers: readonly Provider[]): string {
  const named = providers.filter(({ question }) => question !== null)
  const documented = named.filter(isDocumented).length
  return [
    '# The provider catalogue',
    '',
    'Written by `npm run catalogue` from `functions/providers`; a test fails when it is stale.',
    '',
    `${providers.length} kinds of credentials: ${named.length} of named providers, of which ${documented} are documented and ${named.length - documented} experimental, and ${providers.length - named.length} generic ones.`,
    'Experimental means that the answers for a live and for a dead token are not both documented by the provider; what is only recalled never says that a token is bad.',
    '',
    ...categories.flatMap((category) => section(category, providers)),
  ].join('\n')
}

function section(category: Provider['category'], providers: readonly Provider[]): readonly string[] {
  const members = providers.filter((one) => one.category === category).toSorted((a, b) => (a.name < b.name ? -1 : 1))
  if (members.length === 0) return []
  return [`## ${category}`, '', ...members.flatMap(chapter)]
}

function chapter(provider: Provider): readonly string[] {
  const facts = entryOf(provider).flatMap(([name, lines]) =>
    lines.length === 1 ? [`- ${name}: ${lines[0]}`] : [`- ${name}:`, ...lines.map((line) => `  - ${line}`)],
  )
  return [`### ${provider.title}`, '', `\`${camelCase(provider.name)}({ ... })\``, '', ...facts, '']
}
