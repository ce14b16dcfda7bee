import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { type HostileServer, startHostileServer } from '../support/hostile-server.ts'
import { eventually } from '../support/stack.ts'
import { rowsOf, type Started, startedCommand as startIn } from './started.ts'

describe('tokenwatch start', { timeout: 120_000 }, () => {
  let folder = ''
  const running: Started[] = []
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tokenwatch-start-'))
    await writeFile(join(folder, 'declared.json'), JSON.stringify(declaredOnly))
  })
  after(async () => {
    await Promise.all(running.map((one) => one.close()))
    await rm(folder, { recursive: true })
  })

  const start = (args: readonly string[], environment: Readonly<Record<string, string>> = {}): Started => {
    const started = startIn(args, folder, environment)
    running.push(started)
    return started
  }

  it('ends by itself after its duration', async () => {
    const run = start(['--config', 'declared.json', '--for', '1s'])
    assert.deepEqual([await run.ended, run.stderr()], [0, ''])
  })

  describe('with a config', () => {
    let server: HostileServer
    before(async () => {
      server = await startHostileServer({ kind: 'json', body: { login: 'bot' } })
    })
    after(() => server.close())

    it('reads tokens from variables, from files beside it and from a file of secrets', async () => {
      await writeFile(join(folder, 'tokens.config.ts'), configFor(server.url))
      await writeFile(join(folder, 'wiki-token'), 'from-a-file')
      await writeFile(join(folder, 'secrets.json'), '{"prod/crm":{"token":"from-the-secrets"},"prod/other":"unused"}')
      const args = ['--config', 'tokens.config.ts', '--secrets', 'secrets.json']
      const run = start(args, { MAIL_TOKEN: 'from-a-variable' })
      await eventually(() => rowsOf(run.stdout()).length === 5)
      assert.deepEqual(rowsOf(run.stdout()), [
        'production/mail valid healthy',
        'production/wiki valid healthy',
        'production/crm valid healthy',
        'production/chat misconfigured secret_missing',
        'production/ci unknown unproved',
      ])
      const sent = new Set(server.requests.map(({ headers }) => headers['authorization']))
      assert.deepEqual([...sent].toSorted(), [
        'Bearer from-a-file',
        'Bearer from-a-variable',
        'Bearer from-the-secrets',
      ])
      assert.equal(run.stderr(), 'not found: environment variable CHAT_TOKEN\n')
      // Files are read again while it runs.
      await writeFile(join(folder, 'wiki-token'), 'from-a-newer-file')
      await writeFile(join(folder, 'secrets.json'), '{"prod/crm":{"token":"from-newer-secrets"}}')
      const newer = ['Bearer from-a-newer-file', 'Bearer from-newer-secrets']
      await eventually(() =>
        newer.every((one) => server.requests.some(({ headers }) => headers['authorization'] === one)),
      )
      run.end()
      assert.equal(await run.ended, 0)
      assert.doesNotMatch(run.stdout(), /from-(a-|the-|newer-)/)
    })
  })

  const refusals: readonly (readonly [title: string, args: readonly string[], message: RegExp])[] = [
    [
      'a config with problems, all at once',
      ['--config', 'bad.json'],
      /^bad\.json: production\/wiki: impact: .*\nbad\.json: production\/wiki: expires: .*\n$/,
    ],
    ['a config that does not exist', ['--config', 'nowhere.ts'], /^nowhere\.ts: no such file/],
    [
      'secrets without a config',
      ['--secrets', 'secrets.json'],
      /^--secrets and --aws need --config <file>: the stories bring their own secrets\n$/,
    ],
    ['secrets from two places', ['--config', 'declared.json', '--secrets', 'x.json', '--aws'], /exclude each other/],
    ['secrets that are not there', ['--config', 'declared.json', '--secrets', 'x.json'], /^x\.json: no such file/],
    [
      'secrets that are no object',
      ['--config', 'declared.json', '--secrets', 'list.json'],
      /^list\.json: expected one JSON/,
    ],
    ['a time that is none', ['--for', 'soon'], /^--for: expected a duration/],
    ['an account without credentials', ['--config', 'declared.json', '--aws'], /^--aws: no credentials or no Region/],
  ]
  describe('refuses', { concurrency: 4 }, () => {
    before(async () => {
      await writeFile(join(folder, 'bad.json'), JSON.stringify({ ...declaredOnly, checks: [declared, badCheck] }))
      await writeFile(join(folder, 'list.json'), '[]')
    })
    for (const [title, args, message] of refusals)
      it(`${title}, and starts nothing`, async () => {
        const run = start(args, { AWS_EC2_METADATA_DISABLED: 'true' })
        assert.equal(await run.ended, 3)
        assert.match(run.stderr(), message)
        assert.equal(run.stdout(), '')
      })
  })
})

const declared = { profile: 'declared', id: 'ci', expires: '2099-03-01', impact: 'No builds' }
const badCheck = { profile: 'declared', id: 'wiki' }
const declaredOnly = { name: 'acme', environments: { production: {} }, checks: [declared] }

/** Config without broken credentials: this API accepts every token, and their schedule depends on the time of day. */
function configFor(url: string): string {
  return `import { declared, defineConfig, fromEnv, fromFile, get, http, secret } from 'tokenwatch'
const watch = { ping: get('${url}'), assert: ["login == 'bot'"], allowPrivate: ['127.0.0.0/8'], controls: false, impact: 'Nobody can work' }
export default defineConfig({
  name: 'acme',
  environments: { production: {} },
  defaults: { every: '5s' },
  checks: [
    http({ ...watch, id: 'mail', secret: fromEnv('MAIL_TOKEN') }),
    http({ ...watch, id: 'wiki', secret: fromFile('wiki-token') }),
    http({ ...watch, id: 'crm', secret: secret('prod/crm', 'token') }),
    http({ ...watch, id: 'chat', secret: fromEnv('CHAT_TOKEN') }),
    declared({ id: 'ci', expires: '2099-03-01', impact: 'No builds' }),
  ],
})
`
}
