import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { loadConfigFile } from '../../functions/config/config-file.ts'
import { configOf, declaredSample, wiki } from '../config/sample.ts'
import { type CommandHost, openCommandHost } from '../support/command-host.ts'
import { aFolder, type Run, tokenwatch as startTokenwatch } from '../support/command-line.ts'

/** A folder far from the project, without a package.json, as an operator's may be. */
let folder = ''
let host: CommandHost
const opened = new AsyncDisposableStack()
before(async () => {
  folder = opened.adopt(await aFolder(), (one) => one.close()).path
  host = opened.adopt(openCommandHost(), (one) => one.close())
})
after(() => opened.disposeAsync())

const tokenwatch = (...args: readonly string[]): Promise<Run> => host.run(args, { cwd: folder })

/** The exit code and the output of `validate` for a file of this name and text. */
async function validated(name: string, text: string): Promise<Run> {
  await writeFile(join(folder, name), text)
  return tokenwatch('validate', '--config', name)
}

const good = `import { declared, defineConfig, http, get, secret } from 'tokenwatch'
const impact: string = 'Docs stop'
export default defineConfig({
  name: 'acme',
  environments: { production: {} },
  checks: [
    http({ id: 'wiki', secret: secret('wiki'), ping: get('https://wiki.example/me'), assert: ['ok'], impact }),
    declared({ id: 'ci', expires: '2027-03-01', impact }),
  ],
})
`

describe('tokenwatch validate', () => {
  it('reports in one line that a config is valid', async () => {
    const { code, stdout, stderr } = await validated('tokenwatch.config.ts', good)
    assert.deepEqual(
      { code, stdout, stderr },
      { code: 0, stdout: 'tokenwatch.config.ts: OK, 2 checks in 1 environment\n', stderr: '' },
    )
  })

  it('says which rotations wait for a rehearsal', async () => {
    const call = { method: 'GET', url: 'https://api.acme.example/keys' }
    const rotation = {
      by: 'ours',
      grant: 'http',
      class: 'create_revoke',
      rotateWithin: '7d',
      keyLimit: 'unlimited',
      authority: { from: 'secrets-manager', id: 'production/admin' },
      issue: { ...call, method: 'POST', json: { name: '{name}' }, read: { values: { token: 'value' }, id: 'id' } },
      list: { ...call, keys: { items: 'keys', id: 'id', name: 'name' } },
      revoke: { method: 'DELETE', url: 'https://api.acme.example/keys/{id}' },
    }
    const secret = { from: 'secrets-manager', id: 'production/wiki', fields: 'key' }
    const text = (changes: object) =>
      JSON.stringify(configOf([{ ...wiki, secret, rotation: { ...rotation, ...changes } }]))
    const { code, stdout } = await validated('rotated.json', text({}))
    assert.deepEqual(
      [code, stdout.split('\n')[1]],
      [
        0,
        'note: production/wiki rotates by itself only within 30 days of "tokenwatch rotate production/wiki --rehearse-live", or of a rotation that ended well',
      ],
    )
    assert.equal((await validated('approved.json', text({ approve: true }))).stdout.split('\n').length, 2)
  })

  it('reads tokenwatch.config.ts if no other file is named', async () => {
    await writeFile(join(folder, 'tokenwatch.config.ts'), good)
    const { stdout } = await startTokenwatch(['validate'], { cwd: folder })
    assert.equal(stdout, 'tokenwatch.config.ts: OK, 2 checks in 1 environment\n')
  })

  it('prints with --expand the resolved config', async () => {
    await writeFile(join(folder, 'config.json'), JSON.stringify(configOf([wiki, declaredSample])))
    const { code, stdout } = await tokenwatch('validate', '--config', 'config.json', '--expand')
    const loaded = await loadConfigFile(join(folder, 'config.json'))
    assert.equal(code, 0)
    assert.deepEqual({ ok: true, deployment: JSON.parse(stdout) }, loaded)
  })

  it('prints each problem on a line of its own, on stderr, and exits with 3', async () => {
    const { code, stdout, stderr } = await validated(
      'bad.json',
      JSON.stringify(
        configOf([
          { ...wiki, impact: '', every: 'often' },
          { ...declaredSample, expires: 'soon' },
        ]),
      ),
    )
    assert.deepEqual({ code, stdout }, { code: 3, stdout: '' })
    assert.equal(
      stderr,
      [
        'bad.json: production/wiki: impact: expected a sentence on one line, at most 300 characters, found an empty string',
        'bad.json: production/wiki: every: expected a duration from 1s to 24h such as 30s, 5m or 12h, found "often"',
        'bad.json: production/circleci: expires: expected a date such as 2027-03-01 or a time such as 2027-03-01T10:00:00Z, found a string of 4 characters',
        '',
      ].join('\n'),
    )
  })

  const token = `ghp_${'aB3'.repeat(12)}`
  const files: readonly (readonly [fault: string, name: string, text: string, line: string])[] = [
    [
      'throws',
      'throws.ts',
      `const x: number = 1\nthrow new TypeError('no ' + x)\nexport default {}`,
      'the file cannot be loaded: TypeError at line 2: no 1',
    ],
    [
      'throws something odd',
      'odd.mjs',
      `throw 'odd'`,
      'the file cannot be loaded: it threw something that is not an Error (string)',
    ],
    [
      'has a syntax error',
      'syntax.ts',
      'export const a = 1\n\nexport default { a: = }',
      'the file cannot be loaded: SyntaxError at line 3: Expression expected',
    ],
    [
      'uses a name that does not exist',
      'name.ts',
      `export default { a: ${token} }`,
      'the file cannot be loaded: ReferenceError at line 1: [hidden] is not defined',
    ],
    [
      'exports nothing',
      'nothing.ts',
      'const a = 1',
      'no default export: expected export default defineConfig({ ... })',
    ],
    [
      'exports no default',
      'named.js',
      'export const config = {}',
      'no default export: expected export default defineConfig({ ... })',
    ],
    [
      'exports a function',
      'function.ts',
      'export default () => 1',
      'expected the object that defineConfig(...) returns, found a function',
    ],
    [
      'ends the process as if all were well',
      'exit.ts',
      'process.exit(0)',
      'the file cannot be loaded: it ended before it had exported a config',
    ],
    [
      'ends the process in a getter',
      'exit-later.mjs',
      'export default { get checks() { process.exit(0) } }',
      'the file cannot be loaded: it ended before it had exported a config',
    ],
    [
      'has a getter that throws',
      'getter.ts',
      "export default {\n  get name() { throw new RangeError('not today') },\n}",
      'the file cannot be loaded: RangeError at line 2: not today',
    ],
    [
      'holds a function',
      'inner.mjs',
      'export default { checks: [{ id: "ci", impact: () => 1 }] }',
      'checks[0].impact: expected text, a number, a list or an object, found a function',
    ],
    [
      'waits for something that never comes',
      'never.mjs',
      'await new Promise(() => {})\nexport default {}',
      'the file cannot be loaded: it ended before it had exported a config',
    ],
    [
      'fails beside its own course',
      'beside.mjs',
      "queueMicrotask(() => { throw new Error('beside') })\nawait new Promise((done) => setTimeout(done, 60_000))",
      'the file cannot be loaded: beside',
    ],
    [
      'sends something of its own',
      'sends.mjs',
      "import { parentPort } from 'node:worker_threads'\nparentPort.postMessage(7)\nexport default {}",
      'the file cannot be loaded: it sent something else than a config',
    ],
    ['is JSON with a fault', 'fault.json', `{\n  "name": "acme",\n  "x": "${token}",\n}`, 'not valid JSON at line 4'],
    ['is an empty JSON file', 'empty.json', '', 'not valid JSON'],
    [
      'is of another kind',
      'config.yaml',
      'name: acme',
      'expected a file that ends in .ts, .mts, .js, .mjs, .cts, .cjs, .json',
    ],
  ]
  for (const [fault, name, text, line] of files)
    it(`reports in one line that a file ${fault}`, async () => {
      assert.deepEqual(await validated(name, text), { code: 3, stdout: '', stderr: `${name}: ${line}\n` })
    })

  it('reports in one line that there is no such file, or only a folder', async () => {
    const missing = await tokenwatch('validate', '--config', 'missing.ts')
    assert.deepEqual(missing, {
      code: 3,
      stdout: '',
      stderr: 'missing.ts: no such file: create it, or name another one with --config\n',
    })
  })

  it('does not wait for a file that never ends loading', async () => {
    await writeFile(join(folder, 'endless.ts'), 'for (;;);\nexport default {}')
    assert.deepEqual(await loadConfigFile(join(folder, 'endless.ts'), { withinMs: 50 }), {
      ok: false,
      problems: [{ check: null, field: '', message: 'the file cannot be loaded: it takes longer than 50 ms' }],
    })
  })

  it('keeps what a file prints and changes away from the results', async () => {
    const changing = `console.log('loading'); process.exitCode = 0; process.stdout.write = () => true; JSON.stringify = () => ''\n`
    const { code, stdout, stderr } = await validated('loud.ts', `${changing}${good}`)
    assert.deepEqual(
      { code, stdout, stderr },
      { code: 0, stdout: 'loud.ts: OK, 2 checks in 1 environment\n', stderr: 'loading\n' },
    )
  })

  it('lets no file end the gate with its own exit code', async () => {
    for (const code of [0, 1, 2]) {
      await writeFile(join(folder, `exit-${code}.mjs`), `process.exit(${code})`)
      assert.equal((await tokenwatch('gate', '--local', '--config', `exit-${code}.mjs`)).code, 3)
    }
  })

  it('reads the environment of the command, and cannot change it', async () => {
    const name = 'environment.mjs'
    await writeFile(join(folder, name), 'process.env.TOKENWATCH_PROBE = "x"\nexport default { name: process.env.HOME }')
    await loadConfigFile(join(folder, name))
    assert.equal(process.env['TOKENWATCH_PROBE'], undefined)
  })
})

describe('tokenwatch', () => {
  it('exits with 3 for unknown arguments', async () => {
    for (const args of [['valdate'], ['validate', '--expnd'], ['validate', '--config'], ['validate', 'extra'], []]) {
      const { code, stdout, stderr } = await tokenwatch(...args)
      assert.deepEqual({ code, stdout }, { code: 3, stdout: '' }, args.join(' '))
      assert.notEqual(stderr, '')
    }
  })

  it('points at --config where a file is named without it, for people and for programs', async () => {
    const { code, stderr } = await tokenwatch('validate', 'my.config.ts')
    assert.equal(code, 3)
    assert.match(stderr, /^name a config with --config: tokenwatch validate --config <file>$/m)
    for (const command of ['validate', 'cost']) {
      const { stdout } = await tokenwatch(command, '--json', 'my.config.ts')
      assert.match(JSON.parse(stdout).problems[0].message, new RegExp(`tokenwatch ${command} --config <file>$`))
    }
    assert.doesNotMatch((await tokenwatch('validate', '--expnd')).stderr, /name a config/)
  })

  it('prints its help with --help', async () => {
    const { code, stdout } = await tokenwatch('--help')
    assert.equal(code, 0)
    assert.match(stdout, /validate/)
  })
})
