import type { Deployment } from '../../functions/core/model/deployment.ts'
import { plainTerms } from '../../functions/core/model/ours.ts'
import { aCheck, aDeployment, anEnvironment, aSecret } from './check.ts'
import { kinds } from './rotation-kinds.ts'

const page = [
  { kind: 'email', address: 'ops@acme.example' },
  {
    kind: 'pagerduty',
    via: 'events',
    region: 'us',
    integrationKey: { secretId: 'pagerduty', field: 'key', keyArn: null },
  },
  {
    kind: 'pagerduty',
    via: 'cloudwatch',
    region: 'us',
    integrationKey: { secretId: 'pagerduty-cloudwatch', field: null, keyArn: null },
    versionId: '0a1b2c3d-4e5f-4a6b-8c7d-8e9f0a1b2c3d',
  },
  { kind: 'sqs', queueArn: 'arn:aws:sqs:eu-west-1:123456789012:pages' },
  { kind: 'https', url: 'https://hooks.acme.example/pages' },
  { kind: 'lambda', functionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:on-page' },
] as const

const notice = [
  { kind: 'slack', workspaceId: 'T0000001', channelId: 'C0000001' },
  {
    kind: 'teams',
    tenantId: '0a1b2c3d-0000-4000-8000-0123456789ab',
    teamId: '0a1b2c3d-0000-4000-8000-0123456789ac',
    channelId: '19%3a0123456789abcdef%40thread.tacv2',
  },
] as const

/** A rotation of our own that mints with client credentials. */
export const oursMinted = {
  by: 'ours',
  grant: 'client_credentials',
  tokenUrl: 'https://id.acme.example/token',
  scope: null,
  audience: null,
  authentication: 'client_secret_basic',
  client: aSecret(
    { clientId: 'id', clientSecret: 'secret' },
    { source: { from: 'secrets-manager', id: 'production/client' } },
  ),
  terms: plainTerms,
  rotateWithinSeconds: 3_600,
} as const

const existing = {
  by: 'existing',
  functionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:mine',
  rotateWithinSeconds: 3_600,
} as const

const at = (id: string) => aSecret({ token: null }, { source: { from: 'secrets-manager', id } })

const consumers = [
  { kind: 'ecs', name: 'web', cluster: 'shop', service: 'web' },
  {
    kind: 'lambdaFunction',
    name: 'invoices',
    functionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:invoices',
  },
  { kind: 'cloudTrail', name: 'reports', roleArn: 'arn:aws:iam::123456789012:role/reports' },
  {
    kind: 'kubernetes',
    name: 'pods',
    api: 'https://cluster.acme.example/',
    access: at('production/cluster'),
    namespace: 'shop',
    secretName: 'minted',
    pods: 'app=web',
  },
] as const

/** A key that is created and revoked, with a secret to spare for its rehearsals. */
const kept = kinds.createRevoke.rotation('https://api.acme.example')
const rehearsed = { ...kept, terms: { ...kept.terms, rehearsal: at('staging/spare') } }

/** A deployment with every resource that the stack can create. */
export function everyFeature(): Deployment {
  return aDeployment(
    [
      aCheck({
        id: 'stored',
        secret: aSecret({ token: null }, { source: { from: 'parameter-store', name: '/production/stored' } }),
      }),
      aCheck({
        id: 'minted',
        secret: at('production/minted'),
        rotation: oursMinted,
        consumers,
        overlapSeconds: 86_400,
      }),
      aCheck({ id: 'rotated', secret: at('production/rotated'), rotation: existing, everySeconds: 60 }),
      aCheck({ id: 'kept', secret: at('production/kept'), rotation: rehearsed }),
      aCheck({ id: 'quick', secret: at('production/quick'), everySeconds: 15 }),
    ],
    {
      environments: [anEnvironment({ name: 'production', page, notice })],
      heartbeatUrl: { secret: at('watch/heartbeat') },
      widget: true,
    },
  )
}
