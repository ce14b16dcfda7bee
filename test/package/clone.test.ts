import assert from 'node:assert/strict'
import { cp, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { type Aws, startAws } from '../../local/aws/aws.ts'
import { aFolder, runCommand } from '../support/command-line.ts'
import { keepOpen, type Product, startProduct } from '../support/stack.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))

/** Files of the working tree, with those that are not committed yet. */
async function sources(): Promise<readonly string[]> {
  const listed = await runCommand('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
  })
  assert.equal(listed.code, 0, listed.stderr)
  const there = new Set(await readdir(root, { recursive: false }))
  return listed.stdout.split('\0').filter((path) => path !== '' && there.has(path.split('/')[0] ?? ''))
}

/**
 * Makes a clone in `folder`. Its `node_modules` is a folder of its own with a link to each package: whatever is deleted there, the packages
 * stay. `npm ci` would replace it, so its own list of packages is newer than the lock.
 */
async function makeClone(folder: string): Promise<string> {
  const clone = join(folder, 'clone')
  for (const path of await sources()) {
    // Examples of every client and page of the docs are no part of a first deployment.
    if (/^(?:test|docs|\.github)\//.test(path)) continue
    await mkdir(dirname(join(clone, path)), { recursive: true })
    await cp(join(root, path), join(clone, path)).catch((error: NodeJS.ErrnoException) => {
      // A file that was deleted, and is still in the index.
      if (error.code !== 'ENOENT') throw error
    })
  }
  const packages = join(clone, 'node_modules')
  await mkdir(packages)
  for (const name of await readdir(join(root, 'node_modules')))
    if (name !== '.cache' && name !== '.package-lock.json')
      await symlink(join(root, 'node_modules', name), join(packages, name))
  await writeFile(join(packages, '.package-lock.json'), '{}')
  return clone
}

describe('the clone itself, with the config of a team', { timeout: 300_000 }, () => {
  const keep = keepOpen()
  let clone: string
  let product: Product
  let aws: Aws
  before(
    async () => {
      const folder = keep(await aFolder()).path
      product = keep(await startProduct())
      aws = keep(await startAws({ invokeRotation: async () => {} }))
      clone = await makeClone(folder)
      await cp(join(clone, 'examples/clone/tokenwatch.config.ts'), join(clone, 'tokenwatch.config.ts'))
    },
    { timeout: 120_000 },
  )

  const run = (script: string) =>
    runCommand('bash', ['-e', '-c', script], {
      cwd: clone,
      env: { ...aws.environment('operator'), AWS_REGION: 'eu-west-1' },
    })

  /** Returns the script with its question at the API of the lab. A deployment may not reach loopback, so only this line can. */
  async function scriptAtLab(): Promise<string> {
    const config = await readFile(join(clone, 'tokenwatch.config.ts'), 'utf8')
    const ping = `get('${product.api.url}/me'), allowPrivate: ['127.0.0.0/8', '::1/128']`
    await writeFile(join(clone, 'lab.config.ts'), config.replace("get('https://orders.acme.example/me')", ping))
    const script = await readFile(join(clone, 'examples/clone/before-deploy.sh'), 'utf8')
    assert.match(script, / -- check$/m)
    return script.replace(/ -- check$/m, ' -- check --config lab.config.ts')
  }

  it('ends before the synthesis when a token is dead, and goes on to what can be deployed when it lives', async () => {
    const script = await scriptAtLab()
    aws.secretsManager.put('production/orders', 'a-token-that-nobody-honours')
    const dead = await run(script)
    assert.equal(dead.code, 1, dead.stdout + dead.stderr)
    assert.match(dead.stdout, /production\/orders +rejected/)
    assert.ok(!(await readdir(clone)).includes('cdk.out'))
    aws.secretsManager.put('production/orders', await product.mint())
    const { code, stdout, stderr } = await run(script)
    assert.equal(code, 0, stdout + stderr)
    assert.match(stdout, /Ready: npx cdk deploy\n$/)
    const template = JSON.parse(await readFile(join(clone, 'cdk.out/tokenwatch-orders.template.json'), 'utf8'))
    const types = Object.values<{ readonly Type: string }>(template.Resources).map(({ Type }) => Type)
    assert.ok(types.filter((type) => type === 'AWS::Lambda::Function').length >= 3, types.join())
  })
})
