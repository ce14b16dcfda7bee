import { type AccountSettings, plainAccount } from '../../functions/core/model/account.ts'
import type { Check } from '../../functions/core/model/check.ts'
import type { Deployment } from '../../functions/core/model/deployment.ts'
import type { PrivateNetwork } from '../../functions/core/model/private-network.ts'
import type { SecretSource } from '../../functions/core/model/secret-reference.ts'
import { limits } from '../../infra/limits.ts'
import { policiesPerRole } from '../../infra/policy-packing.ts'
import { aCheck, aDeployment, anEnvironment, aSecret } from '../support/check.ts'
import { inAccount } from '../support/company-account.ts'
import { oursMinted } from '../support/everything.ts'
import type { Synthesized } from '../support/synth.ts'

const keyArn = (index: number) =>
  `arn:aws:kms:eu-west-1:123456789012:key/${String(index).padStart(8, '0')}-5e1f-4a6b-8c7d-8e9f0a1b2c3d`

/** Size of a deployment in each direction. */
export type DeploymentSize = {
  readonly environments?: number
  readonly rotation?: 'manual' | 'existing' | 'ours'
  readonly keys?: number
  readonly chat?: boolean
  readonly networks?: boolean
  readonly grants?: Deployment['grants']
  /** Functions and queues of others that are paged, of each kind. */
  readonly recipients?: number
  readonly pagerDuty?: boolean
  /** Characters in the names of parameters, which hold every other credential; 0 for secrets alone. */
  readonly parameters?: number
  readonly teams?: boolean
  readonly account?: AccountSettings
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

const teamsChannel = {
  kind: 'teams',
  tenantId: '0a1b2c3d-0000-4000-8000-0123456789ab',
  teamId: '0a1b2c3d-0000-4000-8000-0123456789ab',
  channelId: '19%3a0123456789abcdef%40thread.tacv2',
} as const

const integrationKey = { secretId: 'pagerduty', field: null, keyArn: null }
const pager = { kind: 'pagerduty', via: 'events', region: 'us', integrationKey } as const

/** A deployment of some size in one direction. */
export function sized(checks: number, shape: DeploymentSize = {}): Deployment {
  const {
    environments = 1,
    rotation = 'manual',
    keys = 0,
    chat = false,
    networks = false,
    grants = 'each',
    recipients = 0,
    pagerDuty = false,
    parameters = 0,
    teams = false,
    account = plainAccount,
  } = shape
  const page = [
    { kind: 'email', address: 'ops@acme.example' },
    ...(chat ? [{ kind: 'slack', workspaceId: 'T0000001', channelId: 'C0000001' } as const] : []),
    ...(teams ? [teamsChannel] : []),
    ...(pagerDuty ? [pager] : []),
    ...Array.from({ length: recipients }, (_, index) => [
      { kind: 'lambda', functionArn: `arn:aws:lambda:eu-west-1:123456789012:function:pager-${index}` } as const,
      { kind: 'sqs', queueArn: `arn:aws:sqs:eu-west-1:123456789012:pages-${index}` } as const,
    ]).flat(),
  ] as const
  const names = Array.from({ length: environments }, (_, index) => `environment-${index}`)
  const many = Array.from({ length: checks }, (_, index): Check => {
    const id = `token-${index}`
    const environment = names[index % environments] ?? ''
    const key = keys === 0 ? {} : { keyArn: keyArn(index % keys) }
    const isParameter = parameters > 0 && index % 2 === 1
    const source: SecretSource = isParameter
      ? { from: 'parameter-store', name: `/${String(index).padStart(parameters, 'p')}` }
      : { from: 'secrets-manager', id: `production/some-service-${index}` }
    return aCheck({
      id,
      environment,
      secret: aSecret({ token: null }, { source, ...key }),
      rotation: rotations[isParameter ? 'manual' : rotation],
    })
  })
  const network = (index: number): PrivateNetwork => ({
    vpcId: `vpc-${index}`,
    subnetIds: [`subnet-${index}`],
    securityGroupIds: [`sg-${index}`],
    egress: 'nat',
  })
  const deployment = aDeployment(many, {
    grants,
    environments: names.map((name, index) =>
      anEnvironment({
        name,
        page,
        ...(chat || teams ? { notice: page } : {}),
        ...(networks ? { network: network(index) } : {}),
      }),
    ),
  })
  return inAccount(deployment, account)
}

/** Lists what of a template is beyond a documented limit. */
export function beyond(template: Synthesized): readonly string[] {
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
    ...(Object.keys(JSON.parse(template.text).Outputs ?? {}).length > 200 ? ['outputs'] : []),
    ...(Buffer.byteLength(template.text) > 1_000_000 ? ['bytes'] : []),
  ]
}
