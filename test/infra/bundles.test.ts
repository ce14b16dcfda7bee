import assert from 'node:assert/strict'
import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { bundleFunction, bundleGate } from '../../functions/bundle.ts'
import { servicesCalled } from '../../functions/core/model/endpoint-services.ts'
import { type FunctionName, functionNames, gateFunction } from '../../functions/function-folder.ts'
import { runCommand } from '../support/command-line.ts'

type Bundled = FunctionName | typeof gateFunction
const bundled: readonly Bundled[] = [...functionNames, gateFunction]

/** Packages of each function, first level. A package that appears here was weighed. */
const weighed: Readonly<Record<Bundled, readonly string[]>> = {
  gate: ['@aws-sdk/client-codedeploy', '@aws-sdk/client-lambda', '@aws-sdk/client-ssm'],
  tick: [
    '@aws-sdk/client-cloudwatch',
    '@aws-sdk/client-dynamodb',
    // A file of its own, loaded with the first event.
    '@aws-sdk/client-eventbridge',
    '@aws-sdk/client-secrets-manager',
    '@aws-sdk/client-sns',
    '@aws-sdk/client-sqs',
    // A file of its own, loaded when a check names a parameter.
    '@aws-sdk/client-ssm',
  ],
  'first-tick': [
    '@aws-sdk/client-cloudwatch',
    '@aws-sdk/client-dynamodb',
    // A file of its own, loaded with the first event.
    '@aws-sdk/client-eventbridge',
    '@aws-sdk/client-secrets-manager',
    '@aws-sdk/client-sns',
    '@aws-sdk/client-sqs',
    // A file of its own, loaded when a check names a parameter.
    '@aws-sdk/client-ssm',
  ],
  probe: [
    '@aws-lambda-powertools/jmespath',
    // The clients of consumers' evidence sources are files of their own, loaded when a config names such a consumer.
    '@aws-sdk/client-cloudtrail',
    '@aws-sdk/client-dynamodb',
    '@aws-sdk/client-ecs',
    '@aws-sdk/client-lambda',
    '@aws-sdk/client-secrets-manager',
    '@aws-sdk/client-sns',
    // A file of its own, loaded with the first page that is sent without a state.
    '@aws-sdk/client-sqs',
    // A file of its own, loaded when a check names a parameter.
    '@aws-sdk/client-ssm',
    'ipaddr.js',
    'jose',
    'oauth4webapi',
    'p-limit',
    'undici',
  ],
  rotate: [
    '@aws-lambda-powertools/jmespath',
    '@aws-sdk/client-dynamodb',
    '@aws-sdk/client-kms',
    '@aws-sdk/client-secrets-manager',
    '@aws-sdk/client-sns',
    'ipaddr.js',
    'jose',
    'oauth4webapi',
    // Bounds the look-ups of names that run at once: one file of a kilobyte.
    'p-limit',
    'undici',
  ],
  notify: ['@aws-sdk/client-dynamodb', '@aws-sdk/client-secrets-manager', 'ipaddr.js', 'p-limit', 'undici'],
  widget: ['@aws-sdk/client-dynamodb', 'hono'],
}

/** Packages that come with them: those of the SDK, and a few small ones. */
const broughtAlong =
  /^(@aws-sdk\/|@smithy\/|@aws-crypto\/|@aws\/|@aws-lambda-powertools\/commons|bowser|fast-xml-parser|strnum|tslib|uuid|mnemonist|obliterator|yocto-queue|fflate)/

function packageOf(path: string): string | null {
  const [scope, name] = (path.split('node_modules/').at(-1) ?? '').split('/')
  if (!path.includes('node_modules/') || scope === undefined) return null
  return scope.startsWith('@') ? `${scope}/${name}` : scope
}

/** Returns the files of a folder by name, each with its content. */
async function contentsOf(folder: string): Promise<ReadonlyMap<string, string>> {
  const names = (await readdir(folder)).toSorted()
  return new Map(
    await Promise.all(names.map(async (name) => [name, await readFile(join(folder, name), 'latin1')] as const)),
  )
}

/** Returns the endpoint that an SDK client calls, as VPC endpoints name it. */
function endpointOf(one: string): string | undefined {
  const client = /^@aws-sdk\/client-(.*)$/.exec(one)?.[1]
  if (client === 'cloudwatch') return 'monitoring'
  return client === 'eventbridge' ? 'events' : client?.replace('-', '')
}

describe('the bundles', () => {
  const files = new Map<Bundled, readonly string[]>()
  const packages = new Map<Bundled, ReadonlySet<string>>()
  let directory: string
  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'tokenwatch-bundles-'))
    for (const name of bundled) {
      const into = join(directory, name)
      const { inputs } = name === gateFunction ? bundleGate(into) : await bundleFunction(name, into)
      files.set(name, Object.keys(inputs))
      packages.set(name, new Set(Object.keys(inputs).flatMap((path) => packageOf(path) ?? [])))
    }
  })
  after(() => rm(directory, { recursive: true, force: true }))

  for (const name of bundled) {
    it(`of ${name} hold the packages that were weighed for it, and no others`, () => {
      const found = [...(packages.get(name) ?? [])]
      assert.deepEqual(found.filter((one) => weighed[name].includes(one)).toSorted(), [...weighed[name]].toSorted())
      assert.deepEqual(
        found.filter((one) => !weighed[name].includes(one) && !broughtAlong.test(one)),
        [],
      )
    })
  }

  it('are the same bytes when they are built again', async () => {
    for (const name of ['probe', 'notify'] as const) {
      const [first, second] = [join(directory, name), join(directory, `${name}-repeated`)]
      await bundleFunction(name, second)
      assert.deepEqual(await contentsOf(second), await contentsOf(first))
    }
  })

  it('of the lab differ from those of a deployment in their network alone', async () => {
    const networkFrom = fileURLToPath(import.meta.resolve('../../local/lambda/lab-network.ts'))
    for (const name of ['probe', 'rotate', 'notify'] as const) {
      const { inputs } = await bundleFunction(name, join(directory, `${name}-of-the-lab`), networkFrom)
      const [deployed, lab] = [files.get(name) ?? [], Object.keys(inputs)]
      const only = (some: readonly string[], others: readonly string[]) => some.filter((one) => !others.includes(one))
      assert.deepEqual(only(deployed, lab), ['functions/aws/deployed-network.ts'])
      assert.deepEqual(only(lab, deployed), ['local/lambda/lab-network.ts'])
    }
  })

  for (const name of ['tick', 'probe', 'rotate', 'notify'] as const)
    it(`of ${name} call the services for which a network without NAT must have endpoints, and no others`, () => {
      const called = weighed[name].flatMap((one) => endpointOf(one) ?? [])
      const { tick, probe, rotate, notify, ...ofConsumers } = servicesCalled
      const always = called.filter(
        (service) =>
          !Object.values(ofConsumers)
            .flat()
            .some((one) => one === service),
      )
      // The first tick also answers CloudFormation, through S3.
      const own = { tick, probe, rotate, notify }[name].filter((service) => service !== 's3')
      assert.deepEqual(own, always.toSorted())
    })

  /** Loads a bundle, which misses the deployment that should lie beside it. Resolves with the stack of its error. */
  async function stackOf(file: string): Promise<string> {
    const loading = `import(${JSON.stringify(pathToFileURL(file))}).catch(({ stack }) => console.log(stack))`
    return (await runCommand(process.execPath, ['--eval', loading], { cwd: directory })).stdout
  }
  const failsIn = (place: string) =>
    new RegExp(
      `^Error: ENOENT: .*deployment\\.json'\\n(?: {4}at .*\\n)* {4}at readDeployment \\(file:.*/${place}:\\d+:\\d+\\)\\n`,
    )

  for (const name of functionNames.filter((one) => one !== 'first-tick'))
    it(`of ${name} name the source in the stack of an error`, async () => {
      assert.match(await stackOf(join(directory, name, 'index.mjs')), failsIn('functions/aws/deployment-file.ts'))
    })

  it('name their own files in a stack where the source maps are missing', async () => {
    const copy = join(directory, 'without-maps')
    await cp(join(directory, 'notify'), copy, { recursive: true, filter: (path) => !path.endsWith('.map') })
    assert.match(await stackOf(join(copy, 'index.mjs')), failsIn('without-maps/[\\w-]+.mjs'))
  })

  it('hold no validator, no CDK and nothing of the lab', () => {
    const all = new Set([...packages.values()].flatMap((names) => [...names]))
    for (const name of ['zod', 'aws-cdk-lib', 'constructs', 'oidc-provider', 'dynalite', 'commander'])
      assert.ok(!all.has(name), name)
    const withPages = [...packages].filter(([, names]) => names.has('hono')).map(([name]) => name)
    assert.deepEqual(withPages, ['widget'])
  })
})
