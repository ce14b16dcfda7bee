import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Check } from '../../functions/core/model/check.ts'
import type { Deployment } from '../../functions/core/model/deployment.ts'
import type { PrivateNetwork } from '../../functions/core/model/private-network.ts'
import { limits } from '../../infra/limits.ts'
import { policiesPerRole } from '../../infra/policy-packing.ts'
import { writtenAtMost } from '../../infra/written-size.ts'
import { aCheck, aDeployment, anEnvironment, aSecret } from '../support/check.ts'
import { oursMinted } from '../support/everything.ts'
import { type Synthesized, synthesize } from '../support/synth.ts'

const keyArn = (index: number) =>
  `arn:aws:kms:eu-west-1:123456789012:key/${String(index).padStart(8, '0')}-5e1f-4a6b-8c7d-8e9f0a1b2c3d`

type Shape = {
  readonly environments?: number
  readonly rotation?: 'manual' | 'existing' | 'ours'
  readonly keys?: number
  readonly chat?: boolean
  readonly networks?: boolean
  readonly grants?: Deployment['grants']
}

const rotations = {
  manual: { by: 'manual' },
  existing: {
    by: 'existing',
    functionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:rotate',
    rotateWithinSeconds: 3_600,
  },
  ours: oursMinted,
} as const

/** A deployment of some size in one direction. */
function sized(checks: number, shape: Shape = {}): Deployment {
  const { environments = 1, rotation = 'manual', keys = 0, chat = false, networks = false, grants = 'each' } = shape
  const page = [
    { kind: 'email', address: 'ops@acme.example' },
    ...(chat ? [{ kind: 'slack', workspaceId: 'T0000001', channelId: 'C0000001' } as const] : []),
  ] as const
  const names = Array.from({ length: environments }, (_, index) => `environment-${index}`)
  const many = Array.from({ length: checks }, (_, index): Check => {
    const id = `token-${index}`
    const environment = names[index % environments] ?? ''
    const key = keys === 0 ? {} : { keyArn: keyArn(index % keys) }
    const source = { from: 'secrets-manager', id: `production/some-service-${index}` } as const
    return aCheck({
      id,
      environment,
      secret: aSecret({ token: null }, { source, ...key }),
      rotation: rotations[rotation],
    })
  })
  const network = (index: number): PrivateNetwork => ({
    vpcId: `vpc-${index}`,
    subnetIds: [`subnet-${index}`],
    securityGroupIds: [`sg-${index}`],
    egress: 'nat',
  })
  return aDeployment(many, {
    grants,
    environments: names.map((name, index) =>
      anEnvironment({
        name,
        page,
        ...(chat ? { notice: page } : {}),
        ...(networks ? { network: network(index) } : {}),
      }),
    ),
  })
}

/** Lists what of a template is beyond a documented limit. */
function beyond(template: Synthesized): readonly string[] {
  const resources = [...template.resources]
  const single = resources.flatMap(([id, { Type, Properties }]) =>
    limits.flatMap((limit) =>
      limit.type === Type && limit.measure(Properties) > limit.most
        ? [`${id}: ${limit.measure(Properties)} ${limit.what}`]
        : [],
    ),
  )
  const attached = resources.flatMap(([, { Type, Properties }]) =>
    Type === 'AWS::IAM::ManagedPolicy' ? [JSON.stringify(Properties['Roles'])] : [],
  )
  const many = [...Map.groupBy(attached, (role) => role)].filter(([, policies]) => policies.length > policiesPerRole)
  return [
    ...single,
    ...many.map(([role, policies]) => `${role}: ${policies.length} policies`),
    ...(resources.length > 500 ? ['resources'] : []),
  ]
}

const namePrefix = { namePrefix: 'production/' }

describe('a deployment that grows in one direction', () => {
  const accepted: readonly (readonly [what: string, checks: number, shape: Shape])[] = [
    ['rotations by functions of others', 80, { rotation: 'existing' }],
    ['rotations of our own', 80, { rotation: 'ours' }],
    ['rotations of our own under a prefix', 300, { rotation: 'ours', grants: namePrefix }],
    ['customer keys', 240, { keys: 240, grants: namePrefix }],
    ['environments', 45, { environments: 45 }],
    ['environments with a channel', 30, { environments: 30, chat: true }],
    ['networks', 16, { environments: 16, networks: true }],
  ]
  for (const [what, checks, shape] of accepted)
    it(`stays within the limits with many ${what}`, async () => {
      assert.deepEqual(beyond(await synthesize(sized(checks, shape))), [])
    })

  const refused: readonly (readonly [what: string, checks: number, shape: Shape, message: RegExp])[] = [
    ['customer keys', 240, { keys: 240 }, /managed policies, and a role accepts 10: set grants: \{ namePrefix \}/],
    ['rotations of our own', 300, { rotation: 'ours' }, /a role accepts 10: set grants/],
  ]
  for (const [what, checks, shape, message] of refused)
    it(`is refused with the way out that works, with too many ${what}`, async () => {
      await assert.rejects(synthesize(sized(checks, shape)), message)
      assert.deepEqual(beyond(await synthesize(sized(checks, { ...shape, grants: namePrefix }))), [])
    })
})

it('a limit is measured with the longest values that CloudFormation may fill in', () => {
  const arn = { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::', { Ref: 'AWS::AccountId' }, ':role/x']] }
  assert.equal(writtenAtMost({ arn }), '{"arn":"arn:aws-us-gov:iam::123456789012:role/x"}')
  assert.equal(writtenAtMost({ Ref: 'AFunction' }).length, 64)
  assert.ok(writtenAtMost({ 'Fn::GetAtt': ['AFunction', 'Arn'] }).length > 100)
})
