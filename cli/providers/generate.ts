import { readFileSync, writeFileSync } from 'node:fs'
import { allSource, buildersSource } from './sources.ts'

// The list comes first: what follows is made of what it exports.
writeFileSync(new URL('../../functions/providers/all.ts', import.meta.url), allSource())
const { providers } = await import('../../functions/providers/providers.ts')
const { catalogueMarkdown } = await import('./markdown.ts')
const { withCatalogueTable } = await import('./table.ts')
const all = [...providers.values()]
writeFileSync(new URL('../../functions/config/builders/providers.ts', import.meta.url), buildersSource(all))
const readme = new URL('../../README.md', import.meta.url)
writeFileSync(readme, withCatalogueTable(readFileSync(readme, 'utf8'), all))
writeFileSync(new URL('../../docs/providers.md', import.meta.url), catalogueMarkdown(all))
