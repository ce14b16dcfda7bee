import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { it } from 'node:test'
import { aFolder, tokenwatch } from '../../support/command-line.ts'

const config = `import { declared, defineConfig } from 'tokenwatch'

export default defineConfig({
  name: 'acme',
  environments: { production: {} },
  maintenance: [
    { reason: 'the wiki moves', from: '00:00', to: '12:00', timeZone: 'UTC', covers: { checks: ['production/wiki'] } },
    { reason: 'the wiki moves', from: '12:00', to: '00:00', timeZone: 'UTC', covers: { checks: ['production/wiki'] } },
  ],
  checks: [
    declared({ id: 'wiki', expires: '2020-01-01', impact: 'No pages' }),
    declared({ id: 'ci', expires: '2099-01-01', impact: 'No builds', proof: 'declared' }),
  ],
})
`

it('a maintenance window is shown beside the verdict, and a deployment is still refused', async () => {
  const folder = await aFolder()
  try {
    await writeFile(join(folder.path, 'tokenwatch.config.ts'), config)
    const { code, stdout, stderr } = await tokenwatch(['gate', '--local'], { cwd: folder.path })
    assert.equal(code, 1, stderr)
    assert.match(stdout, /✗ production\/wiki .*\n(?: {4}.*\n)* {4}suppressed +maintenance window: "the wiki moves"\n/)
    assert.match(stdout, /✓ production\/ci +unproved: nothing was asked, [^\n]*expires in [^\n]*\(declared\)\n/)
  } finally {
    await folder.close()
  }
})
