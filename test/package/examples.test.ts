import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { before, describe, it } from 'node:test'
import { parse } from 'yaml'
import { z } from 'zod'
import { startAws } from '../../local/aws/aws.ts'
import { type Deployed, startDeployed } from '../cli/gate/deployed.ts'
import { until } from '../local/oauth/until.ts'
import { aFolder, bareEnvironment } from '../support/command-line.ts'
import { freePort } from '../support/free-port.ts'
import { isLongRun } from '../support/long-run.ts'
import { keepOpen, type Product, startProduct } from '../support/stack.ts'
import { fullInstall, installed, productionInstall, projectIn } from './installed.ts'

const workflow = z.object({
  jobs: z.object({
    deploy: z.object({ steps: z.array(z.object({ uses: z.string().optional(), run: z.string().optional() })) }),
  }),
})

describe('the examples, each with the packed archive installed', { timeout: 600_000 }, () => {
  const keep = keepOpen()
  let folder: string
  let product: Product
  before(
    async () => {
      await installed()
      folder = keep(await aFolder()).path
      product = keep(await startProduct())
    },
    { timeout: 540_000 },
  )

  it('cdk-app: five lines are a monitor that can be deployed, with its bundles', async () => {
    const project = await projectIn(folder, 'examples/cdk-app', fullInstall)
    const lines = (await readFile(join(project.folder, 'app.ts'), 'utf8')).trim().split('\n')
    assert.equal(lines.length, 5)
    const { code, stderr } = await project.run('node', ['app.ts'], { CDK_OUTDIR: 'cdk.out' })
    assert.deepEqual([code, stderr], [0, ''])
    const made = await readdir(join(project.folder, 'cdk.out'))
    assert.ok(made.some((name) => /^TokensStack.*\.template\.json$/.test(name)))
    const assets = made.filter((name) => name.startsWith('asset.'))
    assert.ok(assets.length >= 3, made.join())
    for (const asset of assets)
      assert.ok((await readdir(join(project.folder, 'cdk.out', asset))).includes('index.mjs'), asset)
  })

  const long = { skip: isLongRun ? false : 'only in npm run test:long' }
  it("cdk-app: the CDK's own command line synthesizes it, as the README says", long, async () => {
    const project = await projectIn(join(folder, 'cdk'), 'examples/cdk-app', [...fullInstall, 'aws-cdk'])
    const cdk = join(project.folder, 'node_modules', 'aws-cdk', 'bin', 'cdk')
    const { code, stdout, stderr } = await project.run('node', [cdk, 'synth'], {
      CDK_DISABLE_VERSION_CHECK: 'true',
    })
    assert.equal(code, 0, stderr)
    assert.match(stdout, /^ {4}Type: AWS::Lambda::Function$/m)
    assert.ok((await readdir(join(project.folder, 'cdk.out'))).includes('manifest.json'))
  })

  it('ci-gate: the script of ten lines of workflow lets a good deployment through and stops a bad one', async () => {
    const project = await projectIn(folder, 'examples/ci-gate', productionInstall)
    const deployed: Deployed = keep(await startDeployed(product, project.folder))
    const file = join(project.folder, '.github', 'workflows', 'deploy.yml')
    const text = await readFile(file, 'utf8')
    const { steps } = workflow.parse(parse(text)).jobs.deploy
    for (const { uses } of steps) if (uses !== undefined) assert.match(uses, /@[0-9a-f]{40}$/)
    const summary = join(project.folder, 'summary')
    const environment = { ...deployed.env, GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: summary }
    // The archive is installed already, and what follows the gate says that it was reached.
    const script = (service: string) =>
      steps
        .flatMap(({ run }) =>
          run === undefined || run === 'npm ci' ? [] : [run.replace('./deploy.sh', 'echo deployed')],
        )
        .join('\n')
        .replace('billing', service)
    const run = (service: string) => project.run('bash', ['-e', '-c', script(service)], environment)
    const good = await run('billing')
    assert.deepEqual([good.code, good.stdout.includes('deployed')], [0, true], good.stderr)
    const bad = await run('docs')
    assert.deepEqual([bad.code, bad.stdout.includes('deployed')], [1, false])
    assert.match(bad.stdout, /^::error title=.*production\/wiki/m)
    assert.match(await readFile(summary, 'utf8'), /production\/wiki/)
  })

  it('reporting-service: reports the version that it holds, and takes token faults from an order', async () => {
    const project = await projectIn(folder, 'examples/reporting-service', ['@aws-sdk/client-secrets-manager'])
    const aws = keep(await startAws({ invokeRotation: async () => {} }))
    aws.secretsManager.put('production/orders', await product.mint())
    const [port, order] = [await freePort(), join(project.folder, 'order.json')]
    const child = spawn(process.execPath, ['--import=tokenwatch-consumer/chaos/preload', 'service.ts'], {
      cwd: project.folder,
      env: {
        ...bareEnvironment(project.folder),
        ...aws.environment('operator'),
        ...{
          PORT: String(port),
          API_URL: product.api.url,
          SECRET_ID: 'production/orders',
          TOKENWATCH_CHAOS_FILE: order,
        },
      },
      stdio: ['ignore', 'ignore', 'inherit'],
    })
    keep({ close: async () => void (child.kill('SIGKILL') && (await once(child, 'exit'))) })
    const ask = (path: string) => fetch(`http://127.0.0.1:${port}${path}`)
    const statusOf = async (path: string) =>
      ask(path).then(
        ({ status }) => status,
        () => 0,
      )
    await until(async () => (await statusOf('/health')) === 200)
    assert.match(await (await ask('/health')).text(), /^\{"versionId":"[0-9a-f-]{36}"\}$/)
    assert.equal(await statusOf('/orders'), 200)
    const end = new Date(Date.now() + 60_000).toISOString()
    const api = [new URL(product.api.url).origin]
    await writeFile(order, JSON.stringify({ fault: 'token.missing', until: end, origins: { api } }))
    await until(async () => (await statusOf('/orders')) === 502)
  })

  it('test-suite: fails with the verdict of the dead token, and passes with a living one', async () => {
    const project = await projectIn(folder, 'examples/test-suite', productionInstall)
    const config = join(project.folder, 'tokenwatch.config.ts')
    const ping = `get('${product.api.url}/me'), allowPrivate: ['127.0.0.0/8', '::1/128']`
    await writeFile(config, (await readFile(config, 'utf8')).replace("get('https://orders.acme.example/me')", ping))
    const run = (token: string) => project.run('npm', ['test', '--silent'], { ORDERS_TOKEN: token })
    const good = await run(await product.mint())
    assert.equal(good.code, 0, good.stdout)
    const bad = await run('a-token-that-nobody-honours')
    assert.equal(bad.code, 1)
    assert.match(bad.stdout, /May a deployment in staging rely on orders\? NO[\s\S]*staging\/orders +rejected/)
  })

  it('have a line each in README.md, and README shows the first two word for word', async () => {
    const root = new URL('../../', import.meta.url)
    const list = await readFile(new URL('examples/README.md', root), 'utf8')
    for (const name of ['cdk-app', 'ci-gate', 'reporting-service', 'test-suite', 'clone'])
      assert.ok(list.includes(`(${name})`))
    const readme = await readFile(new URL('README.md', root), 'utf8')
    for (const name of ['cdk-app/app.ts', 'ci-gate/.github/workflows/deploy.yml'])
      assert.ok(readme.includes(await readFile(new URL(`examples/${name}`, root), 'utf8')), name)
  })
})
