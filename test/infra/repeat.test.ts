import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { App } from 'aws-cdk-lib'
import { bundleAll } from '../../functions/bundle.ts'
import { entrances } from '../../functions/core/model/entrance.ts'
import { TokenwatchStack } from '../../infra/stack.ts'
import { aCheck, aDeployment, anEnvironment } from '../support/check.ts'
import { type Synthesized, synthesize } from '../support/synth.ts'

const deployment = (name: string) => {
  const page = [
    { kind: 'email', address: 'ops@acme.example' },
    { kind: 'slack', workspaceId: 'T0000001', channelId: 'C0000001' },
  ] as const
  return aDeployment([aCheck()], { name, environments: [anEnvironment({ name: 'production', page })] })
}

/** Names that AWS keeps unique in an account. Everything else is named by CloudFormation. */
function physicalNames({ resources }: Synthesized): readonly string[] {
  const named = /^(?:.*Name|Name)$/
  // A role's inline policies are named inside of the role.
  const own = new Set(['MetricName', 'AttributeName', 'PolicyName'])
  // An alias is named inside of its function.
  return [...resources.values()]
    .filter(({ Type }) => Type !== 'AWS::Lambda::Alias')
    .flatMap(({ Properties = {} }) =>
      Object.entries(Properties).flatMap(([key, value]) =>
        named.test(key) && typeof value === 'string' && !own.has(key) ? [value] : [],
      ),
    )
}

describe('deploying', () => {
  it('twice changes nothing: the same config gives the same template, bundles included', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'tokenwatch-repeat-'))
    process.env['CDK_VALIDATION'] = 'false'
    try {
      const synth = async () => {
        const bundles = join(directory, 'bundles')
        await rm(bundles, { recursive: true, force: true })
        await bundleAll(bundles, deployment('acme'))
        const app = new App({ outdir: join(directory, 'cdk.out'), context: {}, analyticsReporting: false })
        new TokenwatchStack(app, 'tokenwatch-acme', { deployment: deployment('acme'), bundles })
        return JSON.stringify(app.synth().getStackByName('tokenwatch-acme').template)
      }
      assert.equal(await synth(), await synth())
    } finally {
      await rm(directory, { recursive: true, force: true })
    }
  })

  it('two configs into one account shares no name', async () => {
    const [acme, other] = await Promise.all([synthesize(deployment('acme')), synthesize(deployment('other'))])
    // An alias belongs to its function, which has another name.
    const aliases: readonly string[] = entrances.probe
    const names = physicalNames(acme).filter((name) => !aliases.includes(name))
    assert.ok(names.length > 3)
    assert.deepEqual(
      names.filter((name) => physicalNames(other).includes(name)),
      [],
    )
  })
})
