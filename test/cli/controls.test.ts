import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, beforeEach, describe, it } from 'node:test'
import { type CommandHost, openCommandHost } from '../support/command-host.ts'
import { aFolder } from '../support/command-line.ts'
import { type Script, startHostileServer } from '../support/hostile-server.ts'

const token = 'CANARY-7f3a9c-living'
const user = Buffer.from(`bot:${token}`).toString('base64')

describe('tokenwatch check and its controls', { timeout: 120_000 }, () => {
  let folder: Awaited<ReturnType<typeof aFolder>>
  let server: Awaited<ReturnType<typeof startHostileServer>>
  let isOpen = false
  let host: CommandHost
  let configs = 0
  const sent: string[] = []
  const script: Script = ({ headers }) => {
    const shown = headers['authorization'] ?? ''
    const isReal = shown === `Bearer ${token}` || shown === `Basic ${user}`
    sent.push(isReal ? 'real' : shown === '' ? 'none' : 'broken')
    return { kind: 'json', status: isReal || isOpen ? 200 : 401, body: isReal || isOpen ? { login: 'bot' } : {} }
  }
  before(async () => {
    folder = await aFolder()
    host = openCommandHost()
    server = await startHostileServer(script)
  })
  beforeEach(() => {
    isOpen = false
    sent.length = 0
  })
  after(async () => {
    await host.close()
    await server.close()
    await folder.close()
  })

  /** Runs `check` on one check with these fields. Returns the exit code, what was sent, and the lines of `--explain` about controls. */
  async function check(fields: string, ...args: readonly string[]) {
    configs += 1
    const config = `tokenwatch-${configs}.config.ts`
    await writeFile(
      join(folder.path, config),
      `import { basic, defineConfig, fromEnv, get, http } from 'tokenwatch'
const bot = fromEnv('BOT')
const signedIn = fromEnv('SIGN_IN', { user: 'user', password: 'password' })
export default defineConfig({ name: 'acme', environments: { production: {} }, checks: [
  http({ id: 'bot', ping: get('${server.url}/me'), allowPrivate: ['127.0.0.0/8'], assert: ["login == 'bot'"], impact: 'No builds', ${fields} }) ] })`,
    )
    const env = { BOT: token, SIGN_IN: JSON.stringify({ user: 'bot', password: token }) }
    const { code, stdout, stderr } = await host.run(['check', '--config', config, '--explain', ...args], {
      cwd: folder.path,
      env,
    })
    assert.doesNotMatch(stdout + stderr, /CANARY|7f3a9c/)
    const controls = stdout.split('\n').filter((line) => line.startsWith('  control '))
    return { code, sent: sent.toSorted(), controls: controls.length, stdout }
  }
  const bot = 'secret: bot'
  const signedIn = "secret: signedIn, send: basic({ userRole: 'user', passwordRole: 'password' })"

  it('are asked once', async () => {
    const { stdout, ...said } = await check(bot)
    assert.deepEqual(said, { code: 0, sent: ['broken', 'none', 'real'], controls: 2 })
    assert.match(stdout, /control {3}with a broken credential: refused, as expected/)
  })

  it('show that an API accepts anything', async () => {
    isOpen = true
    const { stdout, ...said } = await check(bot)
    assert.deepEqual(said, { code: 2, sent: ['broken', 'none', 'real'], controls: 2 })
    assert.match(stdout, /verdict {3}misconfigured, vacuous/)
  })

  it('are left out by --no-controls, and the check then says what it said', async () => {
    isOpen = true
    const { stdout, ...said } = await check(bot, '--no-controls')
    assert.deepEqual(said, { code: 0, sent: ['real'], controls: 0 })
    assert.match(stdout, /verdict {3}valid, healthy/)
  })

  it('are left out by controls: false', async () => {
    const { stdout: _, ...said } = await check(`${bot}, controls: false`)
    assert.deepEqual(said, { code: 0, sent: ['real'], controls: 0 })
  })

  it('break no password, unless that is switched on', async () => {
    assert.deepEqual((await check(signedIn)).sent, ['none', 'real'])
    sent.length = 0
    assert.deepEqual((await check(`${signedIn}, controls: true`)).sent, ['broken', 'none', 'real'])
    sent.length = 0
    assert.deepEqual((await check(`${signedIn}, controls: true`, '--no-controls')).sent, ['real'])
  })
})
