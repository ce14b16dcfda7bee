import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type CheckInput, email, get, http, pagerDuty, parameter, secret } from 'tokenwatch'
import { problemsForAws } from '../../functions/config/deployable.ts'
import { formatProblem } from '../../functions/config/problems.ts'
import type { Config } from '../../functions/config/schema.ts'
import type { EndpointService } from '../../functions/core/model/endpoint-services.ts'
import { aNetwork } from '../support/check.ts'
import { boundaryArn } from '../support/company-account.ts'
import { expandedDeployment, wikiInput as wikiOptions } from './reading.ts'
import { type Bad, bad, refuses } from './refusals.ts'
import { configOf, wiki } from './sample.ts'

type Subscribers = NonNullable<Config['environments'][string]['page']>
type Endpoints = readonly EndpointService[]

const accountOf = (account: Config['account']) =>
  expandedDeployment({
    name: 'acme',
    environments: { production: {} },
    checks: [http(wikiOptions)],
    ...(account === undefined ? {} : { account }),
  }).account

describe('the rules of an account', () => {
  it('are none by default', () => {
    const none = accountOf(undefined)
    assert.deepEqual(none.roles, { path: '/', namePrefix: null, policies: 'inline' })
    assert.deepEqual([accountOf({}), accountOf({ roles: {} })], [none, none])
  })

  it('put every environment without a network into that of the account', () => {
    const account = aNetwork({ vpcId: 'vpc-01234567' })
    const own = aNetwork()
    const { environments } = expandedDeployment({
      name: 'acme',
      environments: { production: {}, staging: { network: own } },
      checks: [http({ ...wikiOptions, environment: 'production' }), http({ ...wikiOptions, environment: 'staging' })],
      account: { network: account },
    })
    assert.deepEqual(
      environments.map(({ network }) => network),
      [account, own],
    )
  })

  it('bound, name and place the roles', () => {
    const roles = { path: '/company/monitoring/', namePrefix: 'acme-', policies: 'managed' } as const
    const account = accountOf({ permissionsBoundary: boundaryArn, roles })
    assert.deepEqual([account.permissionsBoundary, account.roles], [boundaryArn, roles])
  })
})

const topicArn = 'arn:aws:sns:eu-west-1:123456789012:pages'

const badAccount = (fault: string, account: object, ...lines: readonly string[]): Bad =>
  bad(fault, configOf([wiki], { account }), ...lines)

refuses('an account', [
  badAccount(
    'a boundary by its name',
    { permissionsBoundary: 'boundary' },
    'account.permissionsBoundary: expected the ARN of a managed policy such as arn:aws:iam::123456789012:policy/boundary, found a string of 8 characters',
  ),
  badAccount(
    'a path without its slashes',
    { roles: { path: 'company' } },
    'account.roles.path: expected an IAM path that begins and ends with a slash, such as /monitoring/, found a string of 7 characters',
  ),
  badAccount(
    'a prefix that leaves no room for names',
    { roles: { namePrefix: 'a'.repeat(25) } },
    'account.roles.namePrefix: expected the beginning of the names of roles, such as acme-, at most 24 letters, digits and + = , . @ _ -, found a string of 25 characters',
  ),
  badAccount(
    'policies that are neither',
    { roles: { policies: 'customer' } },
    'account.roles.policies: expected one of inline, managed, found a string of 8 characters',
  ),
  badAccount(
    'a key by its alias',
    { keys: { logs: 'alias/logs' } },
    "account.keys.logs: expected 'aws', 'own' or the ARN of a KMS key (not of an alias), found a string of 10 characters",
  ),
  badAccount(
    'topics under a key of AWS, which alarms cannot use',
    { keys: { topics: 'aws' } },
    "account.keys.topics: expected 'own' or the ARN of a KMS key (not of an alias), since alarms cannot reach a topic under a key of AWS, found a string of 3 characters",
  ),
  badAccount(
    'one topic for two',
    { topics: { page: topicArn, notice: topicArn } },
    'account.topics: expected a topic each: every page goes to notice too',
  ),
  badAccount(
    'a topic with the Region of another partition',
    { topics: { page: topicArn.replace('arn:aws:', 'arn:aws-us-gov:') } },
    'account.topics.page: expected the ARN of a standard SNS topic such as arn:aws:sns:eu-central-1:123456789012:pages, found a string of 47 characters',
  ),
  badAccount(
    'a key with the partition of another Region',
    { keys: { logs: 'arn:aws:kms:cn-north-1:123456789012:key/0a1b2c3d-0000-4000-8000-0123456789ab' } },
    "account.keys.logs: expected 'aws', 'own' or the ARN of a KMS key (not of an alias), found a string of 76 characters",
  ),
  badAccount(
    'more subnets and security groups than Lambda takes',
    {
      network: {
        ...aNetwork(),
        subnetIds: Array.from({ length: 17 }, (_, index) => `subnet-0123456789abcde${10 + index}`),
        securityGroupIds: Array.from({ length: 6 }, (_, index) => `sg-0123456789abcdef${index}`),
      },
    },
    'account.network.subnetIds: expected at most 16 subnets, as Lambda does, found 17',
    'account.network.securityGroupIds: expected at most 5 security groups, as Lambda does, found 6',
  ),
  badAccount(
    'a subnet twice',
    { network: { ...aNetwork(), subnetIds: ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef0'] } },
    'account.network.subnetIds: expected each of the subnets once',
  ),
  badAccount(
    'topics of several accounts and Regions',
    {
      topics: {
        notice: topicArn,
        page: topicArn.replace('eu-west-1', 'eu-central-1').replace('pages', 'x'),
        watcher: topicArn.replace(/\d{12}/, '210987654321').replace('pages', 'y'),
      },
    },
    'account.topics.notice: expected a topic in the account and Region of page, 123456789012 in eu-central-1, found 123456789012 in eu-west-1: a deployment has one, and its alarms reach no other',
    'account.topics.watcher: expected a topic in the account and Region of page, 123456789012 in eu-central-1, found 210987654321 in eu-west-1: a deployment has one, and its alarms reach no other',
  ),
  badAccount(
    'a FIFO topic, which takes no subscribers but queues',
    { topics: { page: `${topicArn}.fifo` } },
    'account.topics.page: expected the ARN of a standard SNS topic such as arn:aws:sns:eu-central-1:123456789012:pages, found a string of 45 characters',
  ),
  badAccount(
    'a qualifier that is too long',
    { bootstrap: { qualifier: 'monitoring1' } },
    'account.bootstrap.qualifier: expected the qualifier of a bootstrap, 1 to 10 lower-case letters and digits, found a string of 11 characters',
  ),
  badAccount(
    'two tags that differ in their case alone',
    { tags: { Team: 'platform', team: 'platform' } },
    'account.tags: expected keys that differ in more than their case: IAM takes Team and team for one, and no role could be made',
  ),
  badAccount(
    'a tag under the prefix of AWS, in any case',
    { tags: { 'AWS:team': 'platform' } },
    'account.tags[...]: expected the key of a tag, found a string of 8 characters',
  ),
  badAccount(
    'a misspelled rule',
    { boundary: boundaryArn },
    'account.boundary: unknown field; expected one of permissionsBoundary, roles, keys, network, concurrency, bootstrap, topics, logClass, tags',
  ),
])

describe('a deployment to AWS', () => {
  const problems = (
    account: Config['account'],
    page: Subscribers = [email('ops@acme.example')],
    checks: CheckInput[] = [http(wikiOptions)],
  ) => {
    const deployment = expandedDeployment({
      name: 'acme',
      environments: { production: { page, network: aNetwork() } },
      checks,
      ...(account === undefined ? {} : { account }),
    })
    return problemsForAws(deployment).map((problem) => formatProblem('c.ts', problem))
  }
  const all = ['dynamodb', 'events', 'monitoring', 's3', 'secretsmanager', 'sns', 'sqs'] as const
  const closed = (endpoints: Endpoints) => ({ network: aNetwork({ egress: { endpoints } }) })

  it('needs the endpoints that tick calls, also those of the first tick', () => {
    assert.deepEqual(problems(closed(all)), [])
    assert.deepEqual(problems(closed(['dynamodb', 'sns', 'sqs'])), [
      "c.ts: account.network.egress.endpoints: missing events, monitoring, s3, secretsmanager, needed by tick: put endpoints for them into the VPC and name them here, or say egress: 'nat' where the subnets have NAT",
    ])
  })

  it('needs the endpoint of Parameter Store for tick where a check names a parameter', () => {
    const stored = [http({ ...wikiOptions, secret: parameter('/wiki') })]
    assert.deepEqual(problems(closed(all), [email('ops@acme.example')], stored), [
      "c.ts: account.network.egress.endpoints: missing ssm, needed by tick: put endpoints for them into the VPC and name them here, or say egress: 'nat' where the subnets have NAT",
    ])
    assert.deepEqual(problems(closed([...all, 'ssm']), [email('ops@acme.example')], stored), [])
  })

  it('cannot notify PagerDuty from a network without a way out', () => {
    assert.deepEqual(problems(closed(all), [pagerDuty(secret('pagerduty'))]), [
      "c.ts: account.network.egress: notify calls the Events API of PagerDuty, which is public: say egress: 'nat', or notify PagerDuty with via: 'cloudwatch'",
    ])
  })

  it('needs a tick that can run for every cadence at one time', () => {
    const concurrency = { reserved: { tick: 2, probe: 12, rotate: 1, notify: 1 } }
    assert.deepEqual(problems({ concurrency }), [
      "c.ts: account.concurrency.reserved.tick: expected at least 3, for each cadence, the watchdog and a person's order, found 2: raise it",
    ])
  })

  it('needs probes that can finish every cadence before it is due again, with the sum', () => {
    const checks = (count: number, every: string) =>
      Array.from({ length: count }, (_, index) => {
        const host = `h${Math.floor(index / 50)}.acme.example`
        return http({
          ...wikiOptions,
          id: `wiki-${every}-${index}`,
          every,
          secret: secret(`wiki-${every}-${index}`),
          ping: get(`https://${host}/me`),
        })
      })
    const refused = (list: readonly CheckInput[], concurrency: object) =>
      problemsForAws(
        expandedDeployment({
          name: 'acme',
          environments: { production: { page: [email('ops@acme.example')] } },
          checks: [...list],
          grants: { namePrefix: 'wiki' },
          account: { concurrency },
        }),
      ).map((problem) => formatProblem('c.ts', problem))
    const sum =
      '500 checks every 10s are 10 batches of 11 s where answers take 1.5 s, and need 14 at one time, with a fifth to spare'
    assert.deepEqual(refused(checks(500, '10s'), {}), [])
    assert.deepEqual(refused(checks(500, '10s'), { probesAtOnce: 14 }), [])
    assert.deepEqual(refused(checks(500, '10s'), { probesAtOnce: 13 }), [
      `c.ts: account.concurrency.probesAtOnce: ${sum}, found 13: raise it or leave it out`,
    ])
    const reserved = { tick: 3, probe: 15, rotate: 1, notify: 1 }
    assert.deepEqual(refused(checks(500, '10s'), { reserved }), [
      'c.ts: account.concurrency.reserved.probe: expected at least 16, for 14 batches, the gate and tasks, found 15: raise it',
    ])
  })
})
