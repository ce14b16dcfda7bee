import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { it } from 'node:test'
import { whenHeard } from './when-heard.ts'

it('docs/incidents.md has the table of when people hear of an event, as `npm run incidents:table` prints it', async () => {
  const page = await readFile(new URL('../../../docs/incidents.md', import.meta.url), 'utf8')
  const lines = new Set(page.split('\n'))
  assert.deepEqual(
    (await whenHeard()).filter((line) => !lines.has(line)),
    [],
  )
})
