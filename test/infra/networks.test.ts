import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { z } from 'zod'
import type { Check } from '../../functions/core/model/check.ts'
import { ownVersion } from '../../functions/own-version.ts'
import { aCheck, aDeployment, aNetwork, anEnvironment, aSecret } from '../support/check.ts'
import { everyFeature } from '../support/everything.ts'
import { type Synthesized, synthesize } from '../support/synth.ts'

const minted =
  everyFeature().checks.find(({ rotation }) => rotation.by === 'ours')?.rotation ?? assert.fail('nothing is minted')
const page = [{ kind: 'email', address: 'ops@acme.example' }] as const
const at = (id: string) => aSecret({ token: null }, { source: { from: 'secrets-manager', id } })
const watched = (environment: string, parts: Partial<Check> = {}) =>
  aCheck({ environment, secret: at(`${environment}/bot`), ...parts })

/** Four environments in three networks, Lambda's own among them. Two of them rotate. */
const deployment = aDeployment(
  ['dev', 'staging', 'sandbox', 'production'].map((environment) =>
    watched(environment, environment === 'dev' || environment === 'production' ? { rotation: minted } : {}),
  ),
  {
    environments: [
      anEnvironment({ name: 'staging', page, network: aNetwork({ vpcId: 'vpc-1', subnetIds: ['subnet-1'] }) }),
      anEnvironment({ name: 'production', page, network: aNetwork({ vpcId: 'vpc-2', subnetIds: ['subnet-2'] }) }),
      anEnvironment({ name: 'sandbox', page, network: aNetwork({ vpcId: 'vpc-1', subnetIds: ['subnet-1'] }) }),
      anEnvironment({ name: 'dev', page }),
    ],
  },
)

/** Logical ids of a type without the hash at their end. */
const idsOf = ({ resources }: Synthesized, type: string, beginning = '') =>
  [...resources]
    .filter(([id, one]) => one.Type === type && id.startsWith(beginning))
    .map(([id]) => id.replace(/[0-9A-F]{8}$/, ''))

const directory = z.object({ probe: z.string(), release: z.string(), probes: z.record(z.string(), z.string()) })
const join = z.object({
  'Fn::Join': z.tuple([z.literal(''), z.array(z.union([z.string(), z.object({ Ref: z.string() })]))]),
})

/** A text that CloudFormation joins, with logical ids without their hash in the place of references. */
function rendered(value: unknown): string {
  const [, parts] = join.parse(value)['Fn::Join']
  return parts.map((part) => (typeof part === 'string' ? part : part.Ref.replace(/[0-9A-F]{8}$/, ''))).join('')
}

describe('a deployment of three networks', () => {
  let template: Synthesized
  before(async () => {
    template = await synthesize(deployment)
  })

  const property = (beginning: string, type: string, name: string): unknown =>
    [...template.resources].find(([id, one]) => id.startsWith(beginning) && one.Type === type)?.[1].Properties[name]

  it('has a queue and a probe for each, and a rotate function for each that rotates a secret', () => {
    assert.deepEqual(idsOf(template, 'AWS::SQS::Queue', 'BatchesQueue'), [
      'BatchesQueue',
      'BatchesQueuestaging',
      'BatchesQueueproduction',
    ])
    assert.deepEqual(idsOf(template, 'AWS::Lambda::Function').toSorted(), [
      'FirstTickFunction',
      'FunctionsProbeFunction',
      'FunctionsProbeproductionFunction',
      'FunctionsProbestagingFunction',
      'FunctionsTickFunction',
      'RotationsRotateFunction',
      'RotationsRotateproductionFunction',
    ])
  })

  it('puts each function into its own network', () => {
    const subnets = (beginning: string) => {
      const shape = z.object({ SubnetIds: z.array(z.string()) }).optional()
      return shape.parse(property(beginning, 'AWS::Lambda::Function', 'VpcConfig'))?.SubnetIds
    }
    assert.deepEqual(
      [
        'FunctionsProbeFunction',
        'FunctionsProbestaging',
        'FunctionsProbeproduction',
        'RotationsRotateFunction',
        'RotationsRotateproduction',
      ].map(subnets),
      [undefined, ['subnet-1'], ['subnet-2'], undefined, ['subnet-2']],
    )
  })

  it("feeds each probe from the queue of its network, and gives tick every queue's name", () => {
    const mappings = template.of('AWS::Lambda::EventSourceMapping').map(({ Properties }) => JSON.stringify(Properties))
    for (const location of ['', 'staging', 'production'])
      assert.equal(
        mappings.filter(
          (one) => one.includes(`BatchesQueue${location}`) && one.includes(`"FunctionsProbe${location}queue`),
        ).length,
        1,
        location,
      )
    const environment = z.object({ Variables: z.record(z.string(), z.unknown()) })
    const { Variables } = environment.parse(property('FunctionsTickFunction', 'AWS::Lambda::Function', 'Environment'))
    assert.deepEqual(JSON.parse(rendered(Variables['TOKENWATCH_QUEUE_URLS'])), {
      '*': 'BatchesQueue',
      staging: 'BatchesQueuestaging',
      production: 'BatchesQueueproduction',
    })
  })

  it("lets each probe read the secrets of its own environments' checks, and no others", () => {
    const named = (beginning: string) => {
      const policy = JSON.stringify(property(beginning, 'AWS::IAM::ManagedPolicy', 'PolicyDocument'))
      return [...new Set([...policy.matchAll(/secret:(\w+\/\w+)/g)].map(([, name]) => name))]
    }
    assert.deepEqual(
      ['FunctionsProbeSecretsRead', 'FunctionsProbeSecretsstaging', 'FunctionsProbeSecretsproduction'].map(named),
      [['dev/bot'], ['sandbox/bot', 'staging/bot'], ['production/bot']],
    )
    assert.deepEqual(['RotationsRotateSecretsRead', 'RotationsRotateSecretsproduction'].map(named), [
      ['dev/bot', 'production/client'],
      ['production/bot', 'production/client'],
    ])
  })

  it('has Secrets Manager call the rotate function of the network that the secret is rotated from', () => {
    const schedules = template.of('AWS::SecretsManager::RotationSchedule').map(({ Properties }) => Properties)
    assert.deepEqual(
      schedules.map((one) => [
        one['SecretId'],
        /Rotate(\w*)Function/.exec(JSON.stringify(one['RotationLambdaARN']))?.[1],
      ]),
      [
        ['dev/bot', ''],
        ['production/bot', 'production'],
      ],
    )
  })

  it('has alarms on every function and on the age of every queue', () => {
    const alarms = idsOf(template, 'AWS::CloudWatch::Alarm', 'Alarms')
    for (const name of ['Probe', 'Probestaging', 'Probeproduction', 'Rotate', 'Rotateproduction'])
      for (const alarm of ['Errors', 'Throttles', 'Duration']) assert.ok(alarms.includes(`Alarms${name}${alarm}`), name)
    assert.deepEqual(
      alarms.filter((id) => id.includes('QueueAge')),
      ['AlarmsQueueAge', 'AlarmsQueueAgestaging', 'AlarmsQueueAgeproduction'],
    )
  })

  it('tells the command line which function probes which environment, and lets the gate call all of them', () => {
    const { probe, probes, release } = directory.parse(
      JSON.parse(rendered(property('DirectoryParameter', 'AWS::SSM::Parameter', 'Value'))),
    )
    assert.equal(release, ownVersion())
    assert.deepEqual(
      { probe, ...probes },
      {
        probe: 'FunctionsProbeFunction',
        staging: 'FunctionsProbestagingFunction',
        sandbox: 'FunctionsProbestagingFunction',
        production: 'FunctionsProbeproductionFunction',
      },
    )
    const gate = JSON.stringify(property('DirectoryGate', 'AWS::IAM::ManagedPolicy', 'PolicyDocument'))
    assert.equal([...gate.matchAll(/"FunctionsProbe\w*gate\w*"/g)].length, 3)
  })

  it('has no finding of cdk-nag', async () => {
    await assert.doesNotReject(synthesize(deployment, { checked: true }))
  })
})

describe('a deployment whose environments all have networks', () => {
  it("has nothing in Lambda's own", async () => {
    const environments = deployment.environments.filter(({ network }) => network !== null)
    const checks = deployment.checks.filter(({ environment }) => environment !== 'dev')
    const template = await synthesize({ ...deployment, environments, checks })
    assert.deepEqual(idsOf(template, 'AWS::SQS::Queue', 'BatchesQueue'), [
      'BatchesQueuestaging',
      'BatchesQueueproduction',
    ])
    assert.doesNotMatch(template.text, /FunctionsProbeFunction/)
  })
})
