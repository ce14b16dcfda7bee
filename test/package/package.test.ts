import assert from 'node:assert/strict'
import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { functionNames } from '../../functions/function-folder.ts'
import { codeBlocks, completed } from '../docs/blocks.ts'
import { aFolder } from '../support/command-line.ts'
import { keepOpen, type Product, startProduct } from '../support/stack.ts'
import { fullInstall, type Project, projectIn } from './installed.ts'

const bin = fileURLToPath(new URL('../../node_modules/.bin/', import.meta.url))

/** Types of packages that a user's project installs itself. */
const nodeTypes = fileURLToPath(new URL('../../node_modules/@types', import.meta.url))

const badToken = 'a-token-that-nobody-honours'

describe('the package, installed into another project', { timeout: 600_000 }, () => {
  const keep = keepOpen()
  let project: Project
  let product: Product
  before(
    async () => {
      product = keep(await startProduct())
      project = await projectIn(keep(await aFolder()).path, 'test/package/project', fullInstall)
      await writeFile(join(project.folder, 'package.json'), JSON.stringify({ private: true, type: 'module' }))
      await writeFile(join(project.folder, 'tokenwatch.config.ts'), configFor(`${product.api.url}/me`))
    },
    { timeout: 540_000 },
  )

  const tokens = async () => ({ ORDERS_TOKEN: await product.mint(), WIKI_TOKEN: badToken })

  it('includes the command line', async () => {
    const { code, stdout } = await project.run('tokenwatch', ['--help'])
    assert.deepEqual([code, /^Usage: tokenwatch/.test(stdout)], [0, true])
  })

  it('lists what stands in its files in its SBOM, with version and digest, and names no place to download it from', async () => {
    const text = await readFile(join(project.folder, 'node_modules', 'tokenwatch', 'sbom.cdx.json'), 'utf8')
    const manifest = JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8'))
    const { bomFormat, metadata, components } = JSON.parse(text)
    assert.deepEqual([bomFormat, metadata.component.name, metadata.timestamp], ['CycloneDX', 'tokenwatch', undefined])
    const listed = new Set(components.map((one: { 'bom-ref': string }) => one['bom-ref']))
    const names = new Set(components.map((one: { name: string }) => one.name))
    const { peerDependencies } = JSON.parse(
      await readFile(join(project.folder, 'node_modules', 'tokenwatch', 'package.json'), 'utf8'),
    )
    for (const [name, version] of Object.entries(manifest.dependencies))
      assert.equal(listed.has(`${name}@${version}`), name === 'undici' || !(name in peerDependencies), name)
    for (const name of Object.keys(manifest.optionalDependencies)) assert.ok(!names.has(name), name)
    assert.deepEqual(text.match(/https?:[^"]*/g), ['http://cyclonedx.org/schema/bom-1.5.schema.json'])
  })

  it('reads a config in TypeScript', async () => {
    const { code, stdout, stderr } = await project.run('tokenwatch', ['validate'])
    assert.deepEqual([code, stdout, stderr], [0, 'tokenwatch.config.ts: OK, 2 checks in 1 environment\n', ''])
  })

  it('checks tokens from variables, and its gate stops at the invalid one', async () => {
    const good = await project.run('tokenwatch', ['check', 'orders'], await tokens())
    assert.deepEqual([good.code, good.stderr], [0, ''])
    const bad = await project.run('tokenwatch', ['gate', '--local', '--used-by', 'manual'], await tokens())
    assert.equal(bad.code, 1)
    assert.match(bad.stdout, /✗ production\/wiki +rejected/)
  })

  it('runs the lab', async () => {
    const line = 'tokenwatch start --stories --for 4m | grep --max-count=1 "production/billing is healthy"'
    const { code, stdout } = await project.run('bash', ['-c', line])
    assert.deepEqual(
      [code, stdout.trim().split(/ {2,}/).slice(1)],
      [0, ['transition', 'production/billing is healthy']],
    )
  })

  it('gives every entry to Node', async () => {
    const { stdout, stderr } = await project.run('node', ['every-entry.ts'])
    assert.equal(stderr, '')
    for (const name of ['DeploymentGate', 'Tokenwatch', 'assertHealthy', 'config', 'reportVersion', 'tokenChaos'])
      assert.match(stdout, new RegExp(`^${name}$`, 'm'))
  })

  it('gives every entry to a project that is CommonJS', async () => {
    const entries = ['tokenwatch', 'tokenwatch/cdk', 'tokenwatch/chaos', 'tokenwatch/test', 'tokenwatch-consumer']
    const line = `for (const entry of ${JSON.stringify(entries)}) console.log(Object.keys(require(entry)).join(' '))`
    const { code, stdout, stderr } = await project.run('node', ['--input-type=commonjs', '-e', line])
    assert.deepEqual([code, stderr], [0, ''])
    const named = [
      / defineConfig /,
      /^CodeDeployGate DeploymentGate Tokenwatch$/,
      /tokenChaos/,
      /assertHealthy/,
      /reportVersion/,
    ]
    for (const [index, names] of stdout.trimEnd().split('\n').entries()) assert.match(names, named[index] ?? /^$/)
    assert.equal(stdout.trimEnd().split('\n').length, named.length)
  })

  it('compiles every entry and the TypeScript blocks of the pages', async () => {
    const blocks = codeBlocks.flatMap((block, index) => {
      const text = completed(block)
      return text === null ? [] : [{ file: `block-${index}.ts`, at: block.at, text }]
    })
    assert.ok(blocks.length > 10)
    for (const { file, text } of blocks) await writeFile(join(project.folder, file), text)
    const options = ['--noEmit', '--strict', '--skipLibCheck', '--allowImportingTsExtensions', '--module', 'nodenext']
    const library = [
      '--target',
      'es2024',
      '--lib',
      'es2024,esnext.disposable',
      '--types',
      'node',
      '--typeRoots',
      nodeTypes,
    ]
    const files = ['every-entry.ts', ...blocks.map(({ file }) => file)]
    const { code, stdout } = await project.run(join(bin, 'tsc'), [...options, ...library, ...files])
    const named = blocks.reduce((faults, { file, at }) => faults.replaceAll(file, at), stdout)
    assert.deepEqual([code, named], [0, ''])
  })

  it('can be deployed as a stack, with the bundles of its functions', async () => {
    await writeFile(join(project.folder, 'aws.config.ts'), deployable)
    const context = JSON.stringify({ config: 'aws.config.ts' })
    const env = { CDK_OUTDIR: 'cdk.out', CDK_VALIDATION: 'false', CDK_CONTEXT_JSON: context }
    const { code, stderr } = await project.run('node', ['node_modules/tokenwatch/infra/app.js'], env)
    assert.deepEqual([code, stderr], [0, ''])
    assert.ok((await readdir(join(project.folder, 'cdk.out'))).includes('tokenwatch-acme.template.json'))
    const bundles = await readdir(join(project.folder, 'dist', 'acme'), { recursive: true })
    for (const name of functionNames) assert.ok(bundles.includes(join(name, 'index.mjs')), name)
  })

  for (const [runner, suite, command] of [
    ['node:test', 'node-suite.ts', ['node', '--test', '--test-reporter=spec']],
    // Its default limit is 5 s a test, which a busy machine needs to load a config.
    ['vitest', 'vitest-suite.ts', [join(bin, 'vitest'), 'run', '--testTimeout=120000']],
  ] as const)
    it(`fails a suite of ${runner} with the verdict of the credential`, async () => {
      const file = suite.replace('-suite', '.test')
      await project.run('cp', [suite, file])
      const [program, ...args] = command
      const { code, stdout, stderr } = await project.run(program, [...args, file], {
        ...(await tokens()),
        NO_COLOR: '1',
      })
      await rm(join(project.folder, file))
      assert.equal(code, 1, stdout)
      const output = `${stdout}${stderr}`
      assert.match(output, /[✓✔] orders/)
      assert.match(
        output,
        /AssertionError.*: May a deployment rely on wiki\? NO\n\s*\n\s*✗ production\/wiki +rejected: unauthorized \(HTTP 401\)\n +breaks +The manual stops\n +owner +platform\n +do +put a working token/,
      )
      assert.match(output, /production\/wiki: rejected/)
      assert.ok(!output.includes(badToken))
    })
})

const deployable = `import { declared, defineConfig, email } from 'tokenwatch'

export default defineConfig({
  name: 'acme',
  environments: { production: { page: [email('ops@acme.example')] } },
  checks: [declared({ id: 'ci', expires: '2099-01-01', impact: 'No builds' })],
})
`

function configFor(url: string): string {
  return `import { defineConfig, email, fromEnv, get, http } from 'tokenwatch'

const ask = { ping: get('${url}'), allowPrivate: ['127.0.0.0/8', '::1/128'], assert: ["login == 'acme-bot'"] }
export default defineConfig({
  name: 'acme',
  environments: { production: { page: [email('ops@acme.example')] } },
  defaults: { owner: 'platform' },
  checks: [
    http({ ...ask, id: 'orders', secret: fromEnv('ORDERS_TOKEN'), usedBy: ['shop'], impact: 'Nobody can order' }),
    http({ ...ask, id: 'wiki', secret: fromEnv('WIKI_TOKEN'), usedBy: ['manual'], impact: 'The manual stops' }),
  ],
})
`
}
