import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { it } from 'node:test'
import { reasonsByStanding, standings } from '../../../functions/core/model/reason.ts'

it('docs/concepts.md explains every reason under its standing, worst first', async () => {
  const page = await readFile(new URL('../../../docs/concepts.md', import.meta.url), 'utf8')
  for (const standing of standings) {
    const section = page.split(`### ${standing}\n`)[1]?.split('\n## ')[0]?.split('\n### ')[0] ?? ''
    const explained = [...section.matchAll(/^\| `(\w+)` \| \w/gm)].map(([, reason]) => reason)
    assert.deepEqual(explained, reasonsByStanding[standing])
  }
})
