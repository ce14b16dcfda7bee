import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { describe, it } from 'node:test'
import { tell } from '../../../support/telling.ts'
import { chapters, type Story } from './stories.ts'

for (const { title, stories } of chapters)
  describe(title, () => {
    for (const { what, verdicts, told, check } of stories)
      it(`${what}: ${verdicts}`, () => assert.deepEqual(tell(verdicts, check), told))
  })

/** A story as docs/incidents.md tells it. */
const rowOf = ({ what, verdicts, told }: Story) =>
  `| ${what} | ${verdicts} | ${told.length === 0 ? 'nothing' : told.join('<br>')} |`

it('docs/incidents.md tells every story, in the same words', async () => {
  const page = await readFile(new URL('../../../../docs/incidents.md', import.meta.url), 'utf8')
  const lines = new Set(page.split('\n'))
  const missing = chapters.flatMap(({ title, stories }) => [`### ${title}`, ...stories.map(rowOf)])
  assert.deepEqual(
    missing.filter((line) => !lines.has(line)),
    [],
  )
})
