import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { before, describe, it } from 'node:test'
import { mails } from './examples.ts'

describe('"What a page says" in docs/incidents.md', () => {
  let page: string
  before(async () => {
    page = await readFile(new URL('../../../../docs/incidents.md', import.meta.url), 'utf8')
  })

  for (const [when, subject, text] of mails)
    it(`shows the mail that subscribers get: ${when}`, () => {
      assert.ok(page.includes(`### ${when}\n\n\`\`\`text\nSubject: ${subject}\n\n${text}\`\`\`\n`), text)
    })
})
