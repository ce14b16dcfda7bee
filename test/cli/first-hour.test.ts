import assert from 'node:assert/strict'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { before, describe, it } from 'node:test'
import { aFolder, program, runCommand, tokenwatch } from '../support/command-line.ts'
import { eventually, keepOpen, type Product, startProduct } from '../support/stack.ts'
import { root } from './shown.ts'
import { startedCommand } from './started.ts'

const declaredCheck = "declared({ id: 'ci', expires: '2099-01-01', impact: 'No builds' })"
const configOf = (checks: string, names: string) =>
  `import { defineConfig, ${names} } from 'tokenwatch'
export default defineConfig({ name: 'acme', environments: { production: {} }, checks: [${checks}] })
`

describe('the first hour', { timeout: 180_000 }, () => {
  const keep = keepOpen()
  let cwd: string
  let product: Product
  before(async () => {
    cwd = keep(await aFolder()).path
    product = keep(await startProduct())
  })
  const run = (...args: readonly string[]) => tokenwatch(args, { cwd })

  it('prints its version', async () => {
    const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'))
    for (const flag of ['--version', '-V']) {
      const { code, stdout, stderr } = await run(flag)
      assert.deepEqual([code, stdout, stderr], [0, `${version}\n`, ''])
    }
  })

  it('refuses an unknown command with --help too, and helps with every known one', async () => {
    for (const args of [['nonsense', '--help'], ['chaos', 'nonsense', '--help'], ['validat', '-h'], ['nonsense']]) {
      const { code, stdout, stderr } = await run(...args)
      assert.deepEqual([code, stdout, /^error: unknown command '/.test(stderr)], [3, '', true], args.join(' '))
    }
    for (const args of [
      ['chaos', '--help'],
      ['help', 'chaos'],
      ['silence', 'end', '--help'],
      ['silence', 'x', '--help'],
    ])
      assert.equal((await run(...args)).code, 0, args.join(' '))
  })

  it('ends quietly when the reader of its help is gone', async () => {
    for (const words of ['--help', 'check --help', 'help chaos']) {
      const line = `set -o pipefail; for n in 1 2 3; do "${process.execPath}" "${program}" ${words} | head -1; done`
      const { code, stderr } = await runCommand('bash', ['-c', line], { cwd })
      assert.deepEqual([code, stderr], [0, ''], words)
    }
  })

  for (const [what, file, text] of [
    [
      'CommonJS in .cjs',
      'a.cjs',
      `const { declared, defineConfig } = require('tokenwatch')\nmodule.exports = defineConfig({ name: 'acme', environments: { production: {} }, checks: [${declaredCheck}] })\n`,
    ],
    [
      'CommonJS in .js',
      'b.js',
      `const { declared, defineConfig } = require('tokenwatch')\nmodule.exports = defineConfig({ name: 'acme', environments: { production: {} }, checks: [${declaredCheck}] })\n`,
    ],
    ['TypeScript in .mts', 'c.mts', configOf(declaredCheck, 'declared')],
    [
      'TypeScript in .cts',
      'd.cts',
      `const { declared, defineConfig } = require('tokenwatch')\nconst id: string = 'ci'\nmodule.exports = defineConfig({ name: 'acme', environments: { production: {} }, checks: [declared({ id, expires: '2099-01-01', impact: 'No builds' })] })\n`,
    ],
    ['TypeScript in .ts', 'e.ts', configOf(declaredCheck, 'declared')],
    [
      'JSON that begins with a byte order mark',
      'f.json',
      `\uFEFF${JSON.stringify({ name: 'acme', environments: { production: {} }, checks: [{ profile: 'declared', id: 'ci', expires: '2099-01-01', impact: 'No builds' }] })}`,
    ],
  ] as const)
    it(`reads ${what}, in a project that is CommonJS`, async () => {
      const folder = join(cwd, 'commonjs')
      await mkdir(folder, { recursive: true })
      await writeFile(join(folder, 'package.json'), '{ "private": true }')
      await writeFile(join(folder, file), text)
      const { code, stdout, stderr } = await tokenwatch(['validate', '--config', file], { cwd: folder })
      assert.deepEqual([code, stdout, stderr], [0, `${file}: OK, 1 check in 1 environment\n`, ''])
    })

  it('says what to do with the syntax of modules in a file that is CommonJS, and adds nothing to other mistakes', async () => {
    const folder = join(cwd, 'declared-commonjs')
    await mkdir(folder, { recursive: true })
    await writeFile(join(folder, 'package.json'), '{ "private": true, "type": "commonjs" }')
    const wayOut = '; this file is CommonJS: rename it to a name in .mjs or .mts, or write require and module.exports'
    for (const [text, isModule] of [
      [configOf(declaredCheck, 'declared'), true],
      ['export default {}', true],
      ['export const config = {}', true],
      ['module.exports = {}; await 1', true],
      ['module.exports = { name: import.meta.url }', true],
      ['module.exports = {', false],
      ["throw new SyntaxError('soon')", false],
    ] as const)
      for (const file of ['m.js', 'm.cjs']) {
        await writeFile(join(folder, file), text)
        const { code, stderr } = await tokenwatch(['validate', '--config', file], { cwd: folder })
        const line = stderr.split('\n').find((one) => one.startsWith(`${file}: the file cannot be loaded: SyntaxError`))
        assert.deepEqual([code, line?.endsWith(wayOut)], [3, isModule], `${text}: ${stderr}`)
      }
    await writeFile(join(folder, 'broken.mjs'), '{ export const config = {} }')
    const { stderr } = await tokenwatch(['validate', '--config', 'broken.mjs'], { cwd: folder })
    assert.match(stderr, /^broken\.mjs: the file cannot be loaded: SyntaxError: Unexpected token 'export'$/m)
  })

  it('repeats a duration that it cannot read, and no text that may be a secret', async () => {
    const odd = ['5 sec', 'soon', '7days', '0s', '1.5h', '-1d']
    for (const text of odd) {
      const { code, stderr } = await run('gate', '--deployment', 'acme', `--min-ttl=${text}`)
      const found = text === '-1d' ? 'a string of 3 characters' : `"${text}"`
      assert.deepEqual([code, stderr], [3, `--min-ttl: expected a duration such as 90s, 12h or 7d, found ${found}\n`])
    }
    const { stderr } = await run('start', '--for', 'ghp_0123456789abcdefghij')
    assert.equal(stderr, '--for: expected a duration such as 90s, 12h or 7d, found a string of 24 characters\n')
  })

  it('names an unset variable, a missing file and a secret that begins with Bearer', async () => {
    const ask = `ping: get('${product.api.url}/me'), allowPrivate: ['127.0.0.0/8', '::1/128'], read: { identity: 'login' }, assert: ["login == 'acme-bot'"], impact: 'x'`
    const checks = [
      `http({ id: 'unset', secret: fromEnv('API_TOKEN'), ${ask} })`,
      `http({ id: 'missing', secret: fromFile('token.txt'), ${ask} })`,
      `http({ id: 'whole', secret: fromEnv('WHOLE_HEADER'), ${ask} })`,
    ].join()
    await writeFile(join(cwd, 'secrets.ts'), configOf(checks, 'fromEnv, fromFile, get, http'))
    const env = { WHOLE_HEADER: `Bearer ${await product.mint()}` }
    const { code, stdout } = await tokenwatch(['check', '--config', 'secrets.ts'], { cwd, env })
    assert.equal(code, 1)
    assert.match(stdout, /production\/unset +secret_missing: .*environment variable API_TOKEN is not set/)
    assert.match(stdout, /production\/missing +secret_missing: .*file token\.txt is not there/)
    assert.match(
      stdout,
      /production\/whole +secret_malformed: .*begins with the word of a scheme, such as Bearer: store it without that word/,
    )
    assert.ok(!stdout.includes(env.WHOLE_HEADER.slice(7)))
  })

  it('reads variables from a file, and fails without it', async () => {
    await writeFile(join(cwd, '.env.test'), `ENV_TOKEN=${await product.mint()}\n`)
    const check = `http({ id: 'api', secret: fromEnv('ENV_TOKEN'), ping: get('${product.api.url}/me'), allowPrivate: ['127.0.0.0/8', '::1/128'], assert: ["login == 'acme-bot'"], impact: 'x' })`
    await writeFile(join(cwd, 'env.ts'), configOf(check, 'fromEnv, get, http'))
    const checked = (...more: readonly string[]) => run('check', '--config', 'env.ts', ...more)
    assert.deepEqual([(await checked()).code, (await checked('--env-file', '.env.test')).code], [1, 0])
    // Node 24 reads the flag itself, before the program begins.
    const { code, stderr } = await checked('--env-file', 'nowhere')
    assert.deepEqual([code === 0, /nowhere/.test(stderr)], [false, true])
  })

  it('starts the config that lies there, and the stories if nothing does or they are asked for', async () => {
    const folder = keep(await aFolder()).path
    const [firstLine, table] = [/^Tokenwatch at http/, /^production\/ci +/m]
    await writeFile(join(folder, 'tokenwatch.config.ts'), configOf(declaredCheck, 'declared'))
    const own = keep(startedCommand([], folder))
    await eventually(() => table.test(own.stdout()))
    own.end()
    assert.deepEqual([await own.ended, firstLine.test(own.stdout())], [0, true])
    const stories = keep(startedCommand(['--stories'], folder))
    await eventually(() => /production\/billing/.test(stories.stdout()))
    stories.end()
    assert.equal(await stories.ended, 0)
  })
})
