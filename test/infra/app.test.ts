import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { z } from 'zod'
import { isLongRun } from '../support/long-run.ts'

const root = new URL('../..', import.meta.url).pathname

/** A config with one check and whatever a test changes of it. */
function configWith(check: Record<string, unknown>, rest: Record<string, unknown> = {}): string {
  const wiki = {
    profile: 'http',
    id: 'wiki',
    secret: { from: 'secrets-manager', id: 'production/wiki' },
    ping: { method: 'GET', url: 'https://wiki.acme.example/me' },
    assert: ["login == 'bot'"],
    impact: 'Docs stop',
    ...check,
  }
  return JSON.stringify({ name: 'synth-test', environments: { production: { page } }, checks: [wiki], ...rest })
}

const page = [{ kind: 'email', address: 'ops@acme.example' }]
const vpcId = 'vpc-0123456789abcdef0'
const network = {
  vpcId,
  subnetIds: ['subnet-0123456789abcdef0'],
  securityGroupIds: ['sg-0123456789abcdef0'],
  egress: 'nat',
}

const manifest = z.object({ missing: z.array(z.object({ provider: z.string() })).default([]) })

/** Returns the lookups that the app asks the command line for. */
const missingIn = (text: string) => manifest.parse(JSON.parse(text)).missing.map(({ provider }) => provider)

type Refusal = readonly [fault: string, config: string, message: RegExp]

type Surroundings = {
  readonly context?: Readonly<Record<string, unknown>>
  readonly environment?: Readonly<Record<string, string>>
}

describe('the CDK app', () => {
  let directory: string
  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'tokenwatch-app-'))
  })
  after(async () => {
    await rm(directory, { recursive: true, force: true })
    await rm(join(root, 'dist/synth-test'), { recursive: true, force: true })
  })

  /** Runs the app like CDK's command line, with the lookups that it has done in the account. */
  async function synth(config: string, { context = {}, environment = {} }: Surroundings = {}) {
    const path = join(directory, 'config.json')
    const outdir = join(directory, 'cdk.out')
    await writeFile(path, config)
    await rm(outdir, { recursive: true, force: true })
    const env = {
      ...process.env,
      CDK_OUTDIR: outdir,
      CDK_CONTEXT_JSON: JSON.stringify({ config: path, ...context }),
      CDK_VALIDATION: 'false',
      ...environment,
    }
    const { status, stderr } = spawnSync(process.execPath, ['infra/app.ts'], {
      cwd: root,
      env,
      encoding: 'utf8',
      timeout: 600_000,
    })
    const files = await readdir(outdir).catch((): string[] => [])
    return {
      status,
      stderr: stderr.replaceAll(path, 'config.json'),
      synthesized: files.includes('tokenwatch-synth-test.template.json'),
      missing: files.includes('manifest.json') ? missingIn(await readFile(join(outdir, 'manifest.json'), 'utf8')) : [],
    }
  }

  it('synthesizes a good config offline', async () => {
    const { status, synthesized } = await synth(configWith({}))
    assert.deepEqual([status, synthesized], [0, true])
  })

  describe('signed in to an account', () => {
    const environment = { CDK_DEFAULT_ACCOUNT: '123456789012', CDK_DEFAULT_REGION: 'eu-west-1' }
    const config = configWith({}, { environments: { production: { page, network } } })

    it('looks up the networks of the config', async () => {
      const { status, synthesized, missing } = await synth(config, { environment })
      assert.deepEqual([status, synthesized, missing], [0, true, ['vpc-provider', 'security-group']])
    })

    it('refuses a network that the account does not have', async () => {
      const key = `vpc-provider:account=123456789012:filter.vpc-id=${vpcId}:region=eu-west-1:returnAsymmetricSubnets=true`
      const context = { [key]: { $providerError: 'Could not find any VPCs', $dontSaveContext: true } }
      const { status, stderr, synthesized } = await synth(config, { environment, context })
      assert.deepEqual([status, synthesized], [3, false])
      assert.match(
        stderr,
        /^config\.json: environments\.production\.network: in account 123456789012 .*: Could not find/m,
      )
    })

    it('looks up nothing if no environment has a network', async () => {
      assert.deepEqual((await synth(configWith({}), { environment })).missing, [])
    })
  })

  /** Checks whose credentials lie in parameters with long names. */
  const long = Array.from({ length: 90 }, (_, index) => {
    const name = `/production/${'a-very-long-part'.repeat(50)}/${index}`
    return { ...JSON.parse(configWith({})).checks[0], id: `p-${index}`, secret: { from: 'parameter-store', name } }
  })

  /** A field that is missing, a value in the place of a name, fields that contradict each other, and an empty list. */
  const refused: readonly Refusal[] = [
    [
      'an environment that pages nobody',
      configWith({}, { environments: { production: {} } }),
      /environments\.production\.page: missing; nobody would be paged/,
    ],
    [
      'a literal in place of a secret',
      configWith({ secret: { from: 'secrets-manager', id: `ghp_${'a1B2'.repeat(9)}` } }),
      /production\/wiki: secret/,
    ],
    [
      'a network that keeps from its functions what they call',
      configWith(
        {},
        { environments: { production: { page, network: { ...network, egress: { endpoints: ['sns'] } } } } },
      ),
      /egress\.endpoints: missing dynamodb, secretsmanager, sqs, needed by production\/wiki/,
    ],
    [
      'a network without subnets',
      configWith({}, { environments: { production: { page, network: { ...network, subnetIds: [] } } } }),
      /environments\.production\.network\.subnetIds: expected at least one/,
    ],
    [
      'what only the finished template shows to be too much',
      configWith({}, { checks: long }),
      /^config\.json: checks: .* managed policies, and a role accepts 10: give the parameters shorter names, .*\n$/,
    ],
  ]
  /** Refusals whose messages test/config holds too: here they are for `npm run test:long`. */
  const refusedToo: readonly Refusal[] = [
    [
      'a secret that only a laptop has',
      configWith({ secret: { from: 'environment', variable: 'TOKEN' } }),
      /production\/wiki: secret/,
    ],
    ['a cadence that cannot be', configWith({ every: '7s' }), /production\/wiki: every/],
    [
      "PagerDuty's key in the place of its secret's name",
      configWith(
        {},
        {
          environments: {
            production: {
              page: [{ kind: 'pagerduty', integrationKey: { from: 'secrets-manager', id: `R0${'A1'.repeat(15)}` } }],
            },
          },
        },
      ),
      /environments\.production\.page\[0\]\.integrationKey\.id: this looks like the key itself/,
    ],
  ]
  for (const [fault, config, message] of [...refused, ...(isLongRun ? refusedToo : [])])
    it(`refuses ${fault}, with the message of the command line, and synthesizes nothing`, async () => {
      const { status, stderr, synthesized } = await synth(config)
      assert.deepEqual([status, synthesized], [3, false])
      assert.match(stderr, message)
      assert.match(stderr, /^config\.json: /m)
      assert.doesNotMatch(stderr, /ghp_|R0A1|\n\s+at /)
    })
})
