import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { before, describe, it } from 'node:test'
import { loadConfigFile } from '../../functions/config/config-file.ts'
import { type Aws, startAws } from '../../local/aws/aws.ts'
import type { Stack } from '../../local/stack.ts'
import { aFolder, tokenwatch } from '../support/command-line.ts'
import { hookLimit, keepOpen, startWatching } from '../support/stack.ts'

const year = 365 * 86_400

/** Token that is read offline: claims of a usual issuer, and a signature that is not verified. */
function aToken(secondsLeft: number): string {
  const part = (claims: object) => Buffer.from(JSON.stringify(claims)).toString('base64url')
  const exp = Math.floor(Date.now() / 1_000) + secondsLeft
  return `${part({ alg: 'HS256' })}.${part({ sub: 'acme-bot', exp })}.c2lnbmF0dXJl`
}

describe('from nothing to a gated pipeline, following the README', { timeout: 120_000 }, () => {
  const keep = keepOpen()
  const secrets = { 'production/billing': aToken(year), 'production/wiki': aToken(year) }
  let cwd: string
  let aws: Aws
  let stack: Stack
  before(async () => {
    cwd = keep(await aFolder()).path
    aws = keep(await startAws({ invokeRotation: async () => {} }))
    for (const [name, value] of Object.entries(secrets)) aws.secretsManager.put(name, value)
  }, hookLimit)
  const file = () => join(cwd, 'tokenwatch.config.ts')
  const run = (...args: readonly string[]) => tokenwatch(args, { cwd, env: aws.environment('operator') })
  const gate = () =>
    tokenwatch(['gate', '--used-by', 'billing', '--environment', 'production'], {
      cwd,
      env: { ...stack.aws.environment('pipeline'), TOKENWATCH_DEPLOYMENT: 'shop' },
    })

  it('1: init begins with the secrets of the account', async () => {
    const { code, stderr } = await run(
      ...['init', '--from-secrets', '--shapes', '--yes', '--name', 'shop', '--mail', 'ops@acme.example'],
    )
    assert.deepEqual([code, stderr], [0, ''])
  })

  it('1: check probes each credential once, and cost prints the expected cost', async () => {
    const checked = await run('check')
    assert.equal(checked.code, 2, checked.stderr)
    assert.match(checked.stdout, /\? production\/billing +unproved: .*, expires in 364d.*\(jwt\)/)
    assert.match((await run('cost')).stdout, /\$\d+\.\d\d/)
  })

  it('2: usedBy says which service depends on which credential', async () => {
    const text = await readFile(file(), 'utf8')
    const named = text.replace("id: 'billing',", "id: 'billing',\n      proof: 'declared',\n      usedBy: ['billing'],")
    assert.notEqual(named, text)
    await writeFile(file(), named)
    assert.equal((await run('validate')).code, 0)
  })

  it('3: the monitor watches', async () => {
    const loaded = await loadConfigFile(file())
    assert.ok(loaded.ok)
    stack = keep(await startWatching(loaded.deployment, secrets))
    await stack.tick('5m')
  })

  it('5: the pipeline may deploy while the credential is healthy, and may not once it is invalid', async () => {
    const good = await gate()
    assert.deepEqual(
      [good.code, /^May billing in production rely on its credentials\? YES$/m.test(good.stdout)],
      [0, true],
    )
    stack.aws.secretsManager.put('production/billing', aToken(-60))
    await stack.tick('5m')
    const bad = await gate()
    assert.equal(bad.code, 1, bad.stderr)
    assert.match(bad.stdout, /^✗ production\/billing +half_rotated: AWSCURRENT is refused \(exp-passed\)/m)
  })
})
