import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { describe, it } from 'node:test'
import { notifyInStory } from '../../../support/alert-story.ts'
import { type AlertStory, chapters } from './stories.ts'

for (const { title, stories } of chapters)
  describe(title, () => {
    for (const { what, verdicts, notified, check } of stories)
      it(`${what}: ${verdicts}`, () => assert.deepEqual(notifyInStory(verdicts, check), notified))
  })

/** A story as a row of docs/incidents.md. */
const rowOf = ({ what, verdicts, notified }: AlertStory) =>
  `| ${what} | ${verdicts} | ${notified.length === 0 ? 'nothing' : notified.join('<br>')} |`

it('docs/incidents.md has every story, in the same words', async () => {
  const page = await readFile(new URL('../../../../docs/incidents.md', import.meta.url), 'utf8')
  const lines = new Set(page.split('\n'))
  const missing = chapters.flatMap(({ title, stories }) => [`### ${title}`, ...stories.map(rowOf)])
  assert.deepEqual(
    missing.filter((line) => !lines.has(line)),
    [],
  )
})
