import { readdirSync } from 'node:fs'
import { camelCase } from '../../functions/config/profiles/template.ts'
import type { Provider } from '../../functions/providers/provider.ts'

const folder = new URL('../../functions/providers/catalogue/', import.meta.url)

const written = '// Written by `npm run catalogue`, from the files of'

/** Source of `functions/providers/all.ts`: an export for every file of the catalogue, so that nobody keeps a list. */
export function allSource(): string {
  const names = readdirSync(folder)
    .filter((file) => file.endsWith('.ts'))
    .map((file) => file.replace(/\.ts$/, ''))
    .toSorted()
  return [
    `${written} \`catalogue\`.`,
    ...names.map((name) => `export { ${camelCase(name)} } from './catalogue/${name}.ts'`),
    '',
  ].join('\n')
}

/** `functions/config/builders/providers.ts`: what a config imports, one builder for each named provider. */
export function buildersSource(providers: readonly Provider[]): string {
  const builders = providers
    .filter(({ question }) => question !== null)
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap(({ name, title }) => [
      '',
      `/** ${title}. */`,
      `export const ${camelCase(name)} = builderOf(all.${camelCase(name)})`,
    ])
  return [
    `${written} \`functions/providers/catalogue\`.`,
    "import * as all from '../../providers/all.ts'",
    "import { builderOf } from './provider-builder.ts'",
    ...builders,
    '',
  ].join('\n')
}
