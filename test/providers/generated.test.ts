import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { cataloguePages } from '../../cli/providers/markdown.ts'
import { allSource, buildersSource } from '../../cli/providers/sources.ts'
import { withCatalogueTable } from '../../cli/providers/table.ts'
import { providers } from '../../functions/providers/providers.ts'

const textOf = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')
const all = [...providers.values()]

/** `npm run catalogue` writes them. */
describe('files generated from the providers', () => {
  it('is fresh: the list of them', () => assert.equal(textOf('functions/providers/all.ts'), allSource()))
  it('is fresh: their builders', () =>
    assert.equal(textOf('functions/config/builders/providers.ts'), buildersSource(all)))
  it('is fresh: the table in the README, with the same counts', () => {
    assert.equal(textOf('README.md'), withCatalogueTable(textOf('README.md'), all))
  })
  it('is fresh: the index and the page of every provider in docs, and no page is left over', () => {
    const pages = cataloguePages(all)
    const files = readdirSync(new URL('../../docs/providers/', import.meta.url)).map((file) => `providers/${file}`)
    assert.deepEqual(['providers.md', 'proof.md', ...files].toSorted(), [...pages.keys()].toSorted())
    for (const [path, text] of pages) assert.equal(textOf(`docs/${path}`), text, path)
  })
})
