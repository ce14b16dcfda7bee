import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { allSource, buildersSource } from './sources.ts'

// The list comes first: the rest is made from its exports.
writeFileSync(new URL('../../functions/providers/all.ts', import.meta.url), allSource())
const { providers } = await import('../../functions/providers/providers.ts')
const { cataloguePages } = await import('./markdown.ts')
const { withCatalogueTable } = await import('./table.ts')
const all = [...providers.values()]
writeFileSync(new URL('../../functions/config/builders/providers.ts', import.meta.url), buildersSource(all))
const readme = new URL('../../README.md', import.meta.url)
writeFileSync(readme, withCatalogueTable(readFileSync(readme, 'utf8'), all))
const docs = new URL('../../docs/', import.meta.url)
// A provider that is gone takes its page with it.
rmSync(new URL('providers/', docs), { recursive: true, force: true })
mkdirSync(new URL('providers/', docs))
for (const [path, text] of cataloguePages(all)) writeFileSync(new URL(path, docs), text)
