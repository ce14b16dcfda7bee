import assert from 'node:assert/strict'
import { cp, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { actionFiles } from '../../.ci/package/action-lock.ts'
import { type Deployed, startDeployed } from '../cli/gate/deployed.ts'
import { aFolder } from '../support/command-line.ts'
import { hookLimit, keepOpen, startProduct } from '../support/stack.ts'
import { type PackageSource, startPackageSource } from './package-source.ts'
import { ownAction, runAction } from './runner.ts'
import { startTokenService, type TokenService } from './token-service.ts'

const role = 'arn:aws:iam::123456789012:role/gate'
const clone = fileURLToPath(new URL('../..', import.meta.url))

describe('the GitHub Action in a checkout of its own, as a runner makes it', { timeout: 180_000 }, () => {
  const keep = keepOpen()
  let folder: string
  let deployed: Deployed
  let tokens: TokenService
  let source: PackageSource
  before(async () => {
    folder = keep(await aFolder()).path
    deployed = keep(await startDeployed(keep(await startProduct()), folder))
    tokens = keep(await startTokenService())
    const lock = JSON.parse(await readFile(join(ownAction, 'package-lock.json'), 'utf8'))
    source = keep(await startPackageSource(lock, folder))
  }, hookLimit)

  /** Returns the action's folder in a new checkout, without any installed package. */
  async function checkout(): Promise<string> {
    const root = join(folder, 'checkout')
    await rm(root, { recursive: true, force: true })
    await mkdir(root)
    for (const part of ['package.json', 'cli', 'functions', 'action'])
      await cp(join(clone, part), join(root, part), {
        recursive: true,
        filter: (path) => !path.endsWith('/node_modules'),
      })
    await writeFile(join(root, 'action', 'package-lock.json'), JSON.stringify(source.lock))
    return join(root, 'action')
  }

  /** Asks for a service from a job in a repository of its own. npm has the cache of the machine. */
  async function run(action: string, env: Readonly<Record<string, string>> = {}) {
    const repository = join(folder, 'repository')
    await mkdir(repository, { recursive: true })
    const endpoints = Object.entries(deployed.env).filter(([name]) => name.startsWith('AWS_ENDPOINT'))
    const machine = { HOME: folder, npm_config_registry: source.url, npm_config_cache: join(folder, 'cache') }
    return runAction(
      { deployment: 'acme', 'aws-region': 'eu-west-1', 'role-to-assume': role, junit: 'gate.xml' },
      { cwd: repository, env: { ...Object.fromEntries(endpoints), ...tokens.env, ...machine, ...env }, action },
    )
  }

  it('installs the gate alone: 31 packages of 17 MB, each once', async (context) => {
    const action = await checkout()
    const began = Date.now()
    const { code, outputs, stderr } = await run(action)
    context.diagnostic(`${Date.now() - began} ms`)
    assert.deepEqual([code, outputs], [1, { ruling: 'refuse' }], stderr)
    const { packages } = JSON.parse(await readFile(join(action, 'node_modules/.package-lock.json'), 'utf8'))
    assert.ok(Object.keys(packages).length <= 31, Object.keys(packages).join())
    const files = await readdir(join(action, 'node_modules'), { recursive: true })
    const sizes = await Promise.all(files.map((file) => stat(join(action, 'node_modules', file))))
    const bytes = sizes.reduce((sum, one) => sum + (one.isFile() ? one.size : 0), 0)
    assert.ok(bytes < 17_000_000, `${bytes} bytes`)
    assert.equal(source.served.length, new Set(source.served).size)
  })

  it('asks again in the same job without npm', async () => {
    const { code, outputs } = await run(join(folder, 'checkout', 'action'), { PATH: folder })
    assert.deepEqual([code, outputs], [1, { ruling: 'refuse' }])
  })

  it('installs in the next job from the cache of the machine, without a network', async () => {
    const action = await checkout()
    const { code, outputs, stderr } = await run(action, { npm_config_offline: 'true' })
    assert.deepEqual([code, outputs], [1, { ruling: 'refuse' }], stderr)
  })

  describe('without the packages of the gate', () => {
    let action: string
    before(async () => {
      action = await checkout()
    })

    for (const [what, digests, env, because] of [
      [
        'cannot reach a registry',
        null,
        () => ({ npm_config_registry: 'http://127.0.0.1:9', npm_config_fetch_retries: '0' }),
        'npm could not install the gate',
      ],
      // What a changed archive looks like: no archive has the digest of the lock.
      ['gets another archive than the locked one', /sha512-..../g, () => ({}), 'npm could not install the gate'],
      ['has no npm', null, () => ({ PATH: folder }), 'found no npm'],
    ] as const)
      it(`cannot tell, in every report, if it ${what}`, async () => {
        const lock = JSON.stringify(source.lock)
        await writeFile(
          join(action, 'package-lock.json'),
          digests === null ? lock : lock.replaceAll(digests, 'sha512-AAAA'),
        )
        const empty = { npm_config_cache: join(folder, 'another-cache') }
        const { code, outputs, stdout, summary } = await run(action, { ...empty, ...env() })
        assert.deepEqual([code, outputs], [2, { ruling: 'cannot_tell' }])
        const junit = await readFile(join(folder, 'repository', 'gate.xml'), 'utf8')
        assert.match(stdout, new RegExp(`^::error title=Tokenwatch::${because}`, 'm'))
        assert.match(summary, new RegExp(`CANNOT TELL\n\n${because}`))
        assert.match(junit, new RegExp(`<error message="${because}[^"]*" type="no_answer"/>`))
      })
  })
})

describe('the lock of the action', () => {
  it('is the part of the lock of the repository that the gate needs: node .ci/package/action-lock.ts writes it', async () => {
    for (const [name, text] of Object.entries(actionFiles()))
      assert.equal(await readFile(join(ownAction, name), 'utf8'), text, name)
  })
})
