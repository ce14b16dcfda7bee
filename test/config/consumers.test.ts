import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { expandConfig } from '../../functions/config/expand.ts'
import { networkProblems } from '../../functions/config/networks.ts'
import {
  cloudTrail,
  ecs,
  health,
  http,
  kubernetes,
  lambdaFunction,
  lastAccessed,
  replica,
  secret,
} from '../../functions/config.ts'
import type { Consumer } from '../../functions/core/model/consumer.ts'
import { assertEvery } from '../support/assert-every.ts'
import { aCheck, aDeployment, aNetwork, anEnvironment, aSecret } from '../support/check.ts'
import { type Bad, badWiki, refuses } from './refusals.ts'
import { configOf, wiki } from './sample.ts'

const functionArn = 'arn:aws:lambda:eu-west-1:123456789012:function:invoices:live'
const roleArn = 'arn:aws:iam::123456789012:role/apps/reports'

const pods = {
  name: 'shop-web',
  api: 'https://cluster.acme.example',
  access: secret('production/cluster-reader'),
  namespace: 'shop',
  secretName: 'wiki',
  pods: 'app=web',
}

/** The one check of a config with these changes. */
function checkWith(change: object) {
  const expansion = expandConfig(configOf([{ ...wiki, ...change }]))
  assert.ok(expansion.ok, JSON.stringify(expansion))
  return expansion.deployment.checks[0]
}

describe('the consumers of a check', () => {
  const rows: readonly [what: string, written: unknown, consumer: Consumer][] = [
    [
      'a health page',
      health({ name: 'web', url: 'https://web.acme.example/health' }),
      { kind: 'health', name: 'web', url: 'https://web.acme.example/health', version: 'versionId' },
    ],
    [
      'a health page that says it in a header',
      health({ name: 'web', url: 'https://web.acme.example/', version: { header: 'Tokenwatch-Version' } }),
      { kind: 'health', name: 'web', url: 'https://web.acme.example/', version: { header: 'tokenwatch-version' } },
    ],
    [
      'an ECS service',
      ecs({ cluster: 'shop', service: 'web' }),
      { kind: 'ecs', name: 'web', cluster: 'shop', service: 'web' },
    ],
    [
      'a function, called as it is',
      lambdaFunction({ functionArn }),
      { kind: 'lambdaFunction', name: 'invoices', functionArn },
    ],
    [
      'a function, called otherwise',
      lambdaFunction({ name: 'bills', functionArn }),
      { kind: 'lambdaFunction', name: 'bills', functionArn },
    ],
    ['a role', cloudTrail({ roleArn }), { kind: 'cloudTrail', name: 'reports', roleArn }],
    [
      'pods of a cluster',
      kubernetes(pods),
      {
        ...pods,
        kind: 'kubernetes',
        api: 'https://cluster.acme.example/',
        access: aSecret({ token: null }, { source: { from: 'secrets-manager', id: 'production/cluster-reader' } }),
      },
    ],
    [
      'readers of the previous version',
      lastAccessed(),
      { kind: 'lastAccessed', name: 'readers-of-the-previous-version' },
    ],
    [
      'a copy',
      replica({ region: 'eu-central-1' }),
      { kind: 'replica', name: 'replica-eu-central-1', region: 'eu-central-1' },
    ],
  ]
  it('may be of each kind', () =>
    assertEvery(
      rows,
      ([what]) => what,
      ([, written, consumer]) => assert.deepEqual(checkWith({ consumers: [written] })?.consumers, [consumer]),
    ))

  it('are none by default, without an overlap and without sharing', () => {
    const check = checkWith({})
    assert.deepEqual([check?.consumers, check?.overlapSeconds, check?.shared], [[], null, false])
  })

  it('come with an overlap in seconds', () => assert.equal(checkWith({ overlap: '1d' })?.overlapSeconds, 86_400))

  it('may have a health page on a private host that the check allows, over plain http', () => {
    const consumers = [{ kind: 'health', name: 'web', url: 'http://10.1.2.3/health' }]
    assert.equal(checkWith({ consumers, allowPrivate: ['10.0.0.0/8'] })?.consumers.length, 1)
  })

  it('are written as functions of the package', () => {
    const check = http({
      id: 'wiki',
      secret: { from: 'secrets-manager', id: 'production/wiki' },
      ping: { method: 'GET', url: 'https://wiki.acme.example/api/me' },
      impact: 'Docs stop',
      consumers: [ecs({ cluster: 'shop', service: 'web' })],
    })
    assert.deepEqual(check.consumers, [{ kind: 'ecs', cluster: 'shop', service: 'web' }])
  })
})

describe('a network without a way out', () => {
  const network = aNetwork({ egress: { endpoints: ['dynamodb', 'secretsmanager', 'sns', 'sqs'] } })
  const messages = (consumers: readonly Consumer[]) =>
    networkProblems(
      aDeployment([aCheck({ question: { kind: 'declared' }, consumers })], {
        environments: [anEnvironment({ network })],
      }),
    ).map(({ message }) => message)

  it('needs endpoints for the services that give evidence of consumers, and for those only', () => {
    assert.deepEqual(messages([]), [])
    assert.match(
      messages([{ kind: 'ecs', name: 'web', cluster: 'shop', service: 'web' }]).join(),
      /^missing ecs, needed by production\/ci-bot/,
    )
  })

  it('cannot reach a public API server of a cluster', () =>
    assert.match(
      messages([
        {
          ...pods,
          kind: 'kubernetes',
          api: 'https://cluster.acme.example/',
          access: aSecret({ token: null }, { source: { from: 'secrets-manager', id: 'production/cluster-reader' } }),
        },
      ]).join(),
      /^cluster\.acme\.example is public/,
    ))

  it('cannot reach a public health page', () =>
    assert.match(
      messages([{ kind: 'health', name: 'web', url: 'https://web.acme.example/', version: 'versionId' }]).join(),
      /^web\.acme\.example is public/,
    ))
})

const one = (consumer: object) => ({ consumers: [consumer] })
const page = { kind: 'health', name: 'web', url: 'https://web.acme.example/health' }

const table: readonly Bad[] = [
  badWiki(
    'consumers that are no list',
    { consumers: page },
    'consumers: expected a list of consumers such as health(...), found an object',
  ),
  badWiki(
    'a consumer of an unknown kind',
    one({ kind: 'nomad' }),
    'consumers[0].kind: expected one of health, ecs, lambdaFunction, cloudTrail, kubernetes, lastAccessed, replica: use health(...), ecs(...), lambdaFunction(...), cloudTrail(...), kubernetes(...), lastAccessed() or replica(...)',
  ),
  badWiki(
    'a health page without a name and an address',
    one({ kind: 'health' }),
    'consumers[0].name: missing; expected a name of letters, digits and . _ / -, at most 63',
    'consumers[0].url: missing; expected an absolute https URL',
  ),
  badWiki(
    'a health page over plain http',
    one({ ...page, url: 'http://web.acme.example/health' }),
    'consumers[0].url: expected https: plain http is allowed only to addresses in allowPrivate',
  ),
  badWiki(
    'a health page with a token in its address',
    one({ ...page, url: 'https://web.acme.example/health?access_token=a' }),
    'consumers[0].url: the query parameter "access_token" is named like a credential: store it in a secret and send it with query()',
  ),
  badWiki(
    'an expression that is none',
    one({ ...page, version: 'a..b' }),
    'consumers[0].version: not a JMESPath expression: something unexpected at column 3',
  ),
  badWiki(
    'a cluster by its ARN',
    one({ kind: 'ecs', cluster: 'arn:aws:ecs:eu-west-1:123456789012:cluster/shop', service: 'web' }),
    'consumers[0].cluster: expected a name in ECS: letters, digits, - and _, found a string of 47 characters',
  ),
  badWiki(
    'a function by its name',
    one({ kind: 'lambdaFunction', functionArn: 'invoices' }),
    'consumers[0].functionArn: expected the ARN of a Lambda function such as arn:aws:lambda:eu-central-1:123456789012:function:rotate, found a string of 8 characters',
  ),
  badWiki(
    'a session in the place of a role',
    one({ kind: 'cloudTrail', roleArn: 'arn:aws:sts::123456789012:assumed-role/web/1' }),
    'consumers[0].roleArn: expected the ARN of an IAM role such as arn:aws:iam::123456789012:role/web, found a string of 44 characters',
  ),
  badWiki(
    'pods over plain http',
    one(kubernetes({ ...pods, api: 'http://cluster.acme.example' })),
    'consumers[0].api: expected https: plain http is allowed only to addresses in allowPrivate',
  ),
  badWiki(
    'pods of every kind, of names that are none, and without access',
    one({ ...kubernetes(pods), pods: '', namespace: 'Shop', secretName: 'wiki/token', access: undefined }),
    'consumers[0].access: missing; expected secret(...), parameter(...), fromEnv(...) or fromFile(...)',
    'consumers[0].namespace: expected the name of a namespace: lower-case letters, digits, - and ., found a string of 4 characters',
    'consumers[0].secretName: expected the name of a Secret in Kubernetes: lower-case letters, digits, - and ., found a string of 10 characters',
    'consumers[0].pods: expected a label selector such as app=web, found an empty string',
  ),
  badWiki(
    'pods that are looked at with the credential itself',
    one(kubernetes({ ...pods, access: secret('production/wiki') })),
    "consumers[0].access: this is the check's own secret: store the token for the cluster in a secret of its own",
  ),
  badWiki(
    'a Region that is none',
    one({ kind: 'replica', region: 'Frankfurt' }),
    'consumers[0].region: expected a Region such as eu-central-1, found a string of 9 characters',
  ),
  badWiki(
    'two consumers of one name',
    { consumers: [page, { ...page, url: 'https://other.acme.example/health' }] },
    'consumers[1].name: another consumer of this check has this name: choose another one',
  ),
  badWiki(
    'a look at the previous version beside one at who reads it',
    { consumers: [{ kind: 'lastAccessed' }], overlap: '1d' },
    'overlap: not possible with lastAccessed(), since a probe of the previous version counts as a read: drop one of them',
  ),
  badWiki(
    'consumers and an overlap of a secret that has no versions',
    { secret: { from: 'environment', variable: 'WIKI' }, consumers: [page], overlap: '1d' },
    "consumers: only possible for the current version of a secret in Secrets Manager: name one with secret('<name>')",
    "overlap: only possible for the current version of a secret in Secrets Manager: name one with secret('<name>')",
  ),
  badWiki(
    'an overlap of a version that is not the current one',
    { secret: { ...wiki.secret, stage: 'AWSPENDING' }, overlap: '1d' },
    "overlap: only possible for the current version of a secret in Secrets Manager: name one with secret('<name>')",
  ),
  badWiki(
    'a sharing that is no yes or no',
    { shared: 'yes' },
    'shared: expected true or false, found a string of 3 characters',
  ),
]

refuses('a check', table)
