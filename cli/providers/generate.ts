import { writeFileSync } from 'node:fs'
import { allSource, buildersSource } from './sources.ts'

// The list comes first: what follows is made of what it exports.
writeFileSync(new URL('../../functions/providers/all.ts', import.meta.url), allSource())
const { providers } = await import('../../functions/providers/catalogue.ts')
const { catalogueMarkdown } = await import('./markdown.ts')
const all = [...providers.values()]
writeFileSync(new URL('../../functions/config/builders/providers.ts', import.meta.url), buildersSource(all))
writeFileSync(new URL('../../docs/providers.md', import.meta.url), catalogueMarkdown(all))
