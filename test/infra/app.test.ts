import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'

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
  const page = [{ kind: 'email', address: 'ops@acme.example' }]
  return JSON.stringify({ name: 'synth-test', environments: { production: { page } }, checks: [wiki], ...rest })
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

  /** Runs the app as the CDK's command line does. */
  async function synth(config: string) {
    const path = join(directory, 'config.json')
    const outdir = join(directory, 'cdk.out')
    await writeFile(path, config)
    await rm(outdir, { recursive: true, force: true })
    const env = {
      ...process.env,
      CDK_OUTDIR: outdir,
      CDK_CONTEXT_JSON: JSON.stringify({ config: path }),
      CDK_VALIDATION: 'false',
    }
    const { status, stderr } = spawnSync(process.execPath, ['infra/app.ts'], {
      cwd: root,
      env,
      encoding: 'utf8',
      timeout: 60_000,
    })
    const files = await readdir(outdir).catch((): string[] => [])
    return {
      status,
      stderr: stderr.replaceAll(path, 'config.json'),
      synthesized: files.includes('tokenwatch-synth-test.template.json'),
    }
  }

  it('synthesizes a good config offline', async () => {
    const { status, synthesized } = await synth(configWith({}))
    assert.deepEqual([status, synthesized], [0, true])
  })

  for (const [fault, config, message] of [
    [
      'an environment that pages nobody',
      configWith({}, { environments: { production: {} } }),
      /environments\.production\.page: nobody would be woken/,
    ],
    [
      'a secret that only a laptop has',
      configWith({ secret: { from: 'environment', variable: 'TOKEN' } }),
      /production\/wiki: secret/,
    ],
    ['a cadence that cannot be', configWith({ every: '7s' }), /production\/wiki: every/],
    [
      'a literal in place of a secret',
      configWith({ secret: { from: 'secrets-manager', id: `ghp_${'a1B2'.repeat(9)}` } }),
      /production\/wiki: secret/,
    ],
    [
      'a network without subnets',
      configWith(
        {},
        {
          environments: {
            production: {
              page: [{ kind: 'email', address: 'a@acme.example' }],
              network: { vpcId: 'vpc-0123456789abcdef0', subnetIds: [], securityGroupIds: ['sg-0123456789abcdef0'] },
            },
          },
        },
      ),
      /subnetIds/,
    ],
  ] as const)
    it(`refuses ${fault}, with the message of the command line, and synthesizes nothing`, async () => {
      const { status, stderr, synthesized } = await synth(config)
      assert.deepEqual([status, synthesized], [3, false])
      assert.match(stderr, message)
      assert.match(stderr, /^config\.json: /m)
      assert.doesNotMatch(stderr, /ghp_|\n\s+at /)
    })
})
