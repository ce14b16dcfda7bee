import assert from 'node:assert/strict'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { SignJWT } from 'jose'
import { aFolder, tokenwatch } from '../support/command-line.ts'
import { eventually, keepOpen } from '../support/stack.ts'
import { essence } from './essence.ts'
import { start } from './started.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

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

/** What `start` prints, without its times: events, and rows of its tables as far as they stand for more than a moment. */
function eventsIn(text: string): ReadonlySet<string> {
  const events = text.matchAll(/^\d\d:\d\d:\d\d +(\w+) +(.+)$/gm)
  const rows = text.matchAll(/^(production\/\S+) +(valid|invalid|unknown|misconfigured) +(\w+)/gm)
  const result = [...events, ...rows].map(([, ...words]) => essence(words.join(' ')))
  return new Set(result)
}

describe('README and docs/start.md', { timeout: 180_000 }, () => {
  const keep = keepOpen()
  let pages: string
  let cwd: string
  before(async () => {
    pages = (await Promise.all(['README.md', 'docs/start.md'].map((page) => readFile(join(root, page), 'utf8')))).join(
      '\n',
    )
    cwd = keep(await aFolder()).path
  })

  /** The block that begins so, without its first line where that is a command. */
  function blockOf(beginning: string): string {
    const [, block] = pages.split(`\`\`\`text\n${beginning}`)
    const text = block?.split('```')[0]
    if (text === undefined) throw new Error(`no page shows a block that begins with ${beginning}`)
    return text.replace(/^[^\n]*\n/, '')
  }

  it('show configs that are examples, word by word', async () => {
    const files = (await readdir(join(root, 'examples'))).filter((name) => name.endsWith('.config.ts'))
    const examples = await Promise.all(files.map((name) => readFile(join(root, 'examples', name), 'utf8')))
    const shown = [...pages.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, text = '']) => text)
    assert.ok(shown.length >= 2)
    for (const text of shown)
      assert.ok(
        examples.some((example) => example.endsWith(text)),
        text,
      )
  })

  it('show what validate prints', async () => {
    await writeFile(join(cwd, 'broken.config.ts'), broken)
    const { code, stdout, stderr } = await tokenwatch(['validate', '--config', 'broken.config.ts'], { cwd })
    assert.deepEqual([code, stdout], [3, ''])
    assert.equal(stderr, blockOf('$ npm run tokenwatch -- validate --config broken.config.ts'))
  })

  it('show what start prints of a token in hand', async () => {
    const token = await new SignJWT({ scope: 'invoices:read' })
      .setProtectedHeader({ alg: 'HS256' })
      .setExpirationTime('5d')
      .sign(Buffer.from('nobody checks this signature'))
    const config = join(root, 'examples', 'token-in-hand.config.ts')
    const run = keep(start(['--config', config], cwd, { TOKEN: token }))
    const shown = blockOf('$ TOKEN=')
    const clock = (text: string) => essence(text.trimEnd()).replace(/^\d\d:\d\d:\d\d/gm, '<clock>')
    await eventually(() => run.stdout().trimEnd().split('\n').length >= shown.trimEnd().split('\n').length)
    run.end()
    assert.deepEqual([await run.ended, clock(run.stdout())], [0, clock(shown)])
  })

  it('show fates that the six tokens meet', async () => {
    const shown = eventsIn(blockOf('Tokenwatch at '))
    assert.ok(shown.size > 20)
    const run = keep(start(['--for', '120s'], cwd))
    const unseen = () => {
      const result = eventsIn(run.stdout())
      return [...shown].filter((one) => !result.has(one))
    }
    await eventually(() => unseen().length === 0, 110_000).catch(() => assert.deepEqual(unseen(), []))
    run.end()
    assert.deepEqual([await run.ended, run.stderr()], [0, ''])
  })
})
