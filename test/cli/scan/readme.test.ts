import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { hookLimit } from '../../support/stack.ts'
import { root } from '../shown.ts'
import { startDemoAccount } from './demo-account.ts'
import { pictureOf } from './picture.ts'
import type { RanScan, ScannedAccount } from './scanned-account.ts'

/** `TOKENWATCH_WRITE_TRANSCRIPTS=1 node --test test/cli/scan/readme.test.ts` rewrites the transcript and the picture. */
const writes = (process.env['TOKENWATCH_WRITE_TRANSCRIPTS'] ?? '') !== ''

const page = join(root, 'README.md')
const picture = join(root, 'docs/scan.svg')
const block = /```text\n\$ tokenwatch scan --yes\n([\s\S]*?)```/

describe('the scan in the README', { timeout: 60_000 }, () => {
  let account: ScannedAccount
  let ran: RanScan
  before(async () => {
    account = await startDemoAccount()
    ran = await account.run({ yes: true })
    if (!writes) return
    const text = await readFile(page, 'utf8')
    await writeFile(
      page,
      text.replace(
        block,
        `\`\`\`text\n$ tokenwatch scan --yes\n${ran.result.text}(exit code ${ran.result.exitCode})\n\`\`\``,
      ),
    )
    await writeFile(picture, await pictureOf(ran.report))
  }, hookLimit)
  after(() => account.close())

  it('is what a scan prints', async () => {
    const [, shown = ''] = block.exec(await readFile(page, 'utf8')) ?? []
    assert.equal(shown, `${ran.result.text}(exit code ${ran.result.exitCode})\n`)
  })

  it('has a picture of the same run', async () => {
    assert.equal(await readFile(picture, 'utf8'), await pictureOf(ran.report))
    assert.match(await readFile(page, 'utf8'), /!\[[^\]]+\]\(docs\/scan\.svg\)/)
  })
})
