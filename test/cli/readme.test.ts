import assert from 'node:assert/strict'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { before, describe, it } from 'node:test'
import { SignJWT } from 'jose'
import { aFolder, tokenwatch } from '../support/command-line.ts'
import { eventually, keepOpen } from '../support/stack.ts'
import { essence } from './essence.ts'
import { blockOf, readPages, root } from './shown.ts'
import { startedCommand } from './started.ts'

/** Two checks with all problems that the start page shows. */
const broken = `import { defineConfig, fromEnv, get, http } from 'tokenwatch'

export default defineConfig({
  name: 'acme',
  environments: { production: {} },
  checks: [
    http({ id: 'wiki', secret: fromEnv('WIKI_TOKEN'), ping: get('http://wiki.example/me'), assert: ["login = 'bot'"], every: 'often', impact: '' }),
  ],
})
`

describe('README and docs/start.md', { timeout: 180_000 }, () => {
  const keep = keepOpen()
  let pages: string
  let cwd: string
  before(async () => {
    pages = await readPages()
    cwd = keep(await aFolder()).path
  })

  it('show configs that are examples, word for word', async () => {
    const files = (await readdir(join(root, 'examples'), { recursive: true })).filter((name) => name.endsWith('.ts'))
    const examples = await Promise.all(files.map((name) => readFile(join(root, 'examples', name), 'utf8')))
    const shown = [...pages.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, text = '']) => text)
    assert.ok(shown.length >= 2)
    for (const text of shown)
      assert.ok(
        examples.some((example) => example.endsWith(text)),
        text,
      )
  })

  it('show the output of validate', async () => {
    await writeFile(join(cwd, 'broken.config.ts'), broken)
    const { code, stdout, stderr } = await tokenwatch(['validate', '--config', 'broken.config.ts'], { cwd })
    assert.deepEqual([code, stdout], [3, ''])
    assert.equal(stderr, blockOf(pages, '$ npm run tokenwatch -- validate --config broken.config.ts'))
  })

  it('show the output of start with a token from the environment', async () => {
    const token = await new SignJWT({ scope: 'invoices:read' })
      .setProtectedHeader({ alg: 'HS256' })
      .setExpirationTime('5d')
      .sign(Buffer.from('nobody checks this signature'))
    const config = join(root, 'examples', 'token-in-hand.config.ts')
    const run = keep(startedCommand(['--config', config], cwd, { TOKEN: token }))
    const shown = blockOf(pages, '$ TOKEN=')
    const clock = (text: string) => essence(text.trimEnd()).replace(/^\d\d:\d\d:\d\d/gm, '<clock>')
    await eventually(() => run.stdout().trimEnd().split('\n').length >= shown.trimEnd().split('\n').length)
    run.end()
    assert.deepEqual([await run.ended, clock(run.stdout())], [0, clock(shown)])
  })
})
