import { nearest } from '../functions/config/near-miss.ts'
import { camelCase } from '../functions/config/profiles/template.ts'
import { proofMarkOf } from '../functions/providers/evidence.ts'
import { categories, type Provider } from '../functions/providers/provider.ts'
import { providers } from '../functions/providers/providers.ts'
import type { CommandResult } from './framework/command-result.ts'
import { exitCodes } from './framework/exit-codes.ts'
import { CommandFailure } from './framework/failure.ts'
import { claimsOf, unsourcedOf } from './providers/claims.ts'
import { entryOf } from './providers/entry.ts'

/** Lists the catalogue or, with a name, everything known about that provider. */
export async function run({ name }: { readonly name?: string }): Promise<CommandResult> {
  return name === undefined ? catalogue([...providers.values()]) : details(find(name))
}

/** Finds a provider by the name of its builder or by the name in checks and logs. */
function find(name: string): Provider {
  const known = providers.get(name) ?? [...providers.values()].find((one) => camelCase(one.name) === name)
  if (known !== undefined) return known
  const names = [...providers.keys()]
  const near = nearest(name, /[A-Z]/.test(name) ? names.map(camelCase) : names)
  const wayOut = near === undefined ? '"tokenwatch providers" lists them all' : `did you mean "${near}"?`
  throw new CommandFailure('no_match', `the catalogue has no provider of this name: ${wayOut}`)
}

function summary(provider: Provider) {
  const { category, name, title } = provider
  return { category, name, builder: camelCase(name), title, mark: proofMarkOf(provider) }
}

function catalogue(all: readonly Provider[]): CommandResult {
  const rows = all.map(summary).toSorted((a, b) => (a.name < b.name ? -1 : 1))
  const width = Math.max(...rows.map(({ builder }) => builder.length))
  const lines = categories.flatMap((category) => [
    category,
    ...rows
      .filter((row) => row.category === category)
      .map(({ builder, mark, title }) => `  ${builder.padEnd(width)}  ${mark.padEnd(12)}  ${title}`),
    '',
  ])
  return { exitCode: exitCodes.ok, data: { providers: rows }, text: lines.join('\n') }
}

function details(provider: Provider): CommandResult {
  const entry = entryOf(provider)
  const { title, builder } = summary(provider)
  const facts = entry.flatMap(([name, lines]) => ['', name, ...lines.map((line) => `  ${line}`)])
  return {
    exitCode: exitCodes.ok,
    data: {
      ...summary(provider),
      files: [`functions/providers/catalogue/${provider.name}.ts`, `test/providers/fixtures/${provider.name}.ts`],
      question: provider.question,
      claims: claimsOf(provider),
      unsourced: unsourcedOf(provider),
      known: Object.fromEntries(entry),
    },
    text: `${[`${title}: ${builder}({ ... })`, ...facts].join('\n')}\n`,
  }
}
