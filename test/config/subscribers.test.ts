import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  email,
  http,
  https,
  lambda,
  pagerDuty,
  type SubscriberInput,
  secret,
  slackChannel,
  sqs,
  teamsChannel,
} from 'tokenwatch'
import { expandedDeployment, wikiInput as wikiOptions } from './reading.ts'
import { type Bad, bad, linesOf, refuses } from './refusals.ts'
import { configOf, wiki } from './sample.ts'

const functionArn = 'arn:aws:lambda:eu-west-1:123456789012:function:on-call'
const queueArn = 'arn:aws:sqs:eu-west-1:123456789012:tickets'
const keyArn = 'arn:aws:kms:eu-west-1:123456789012:key/0a1b2c3d-0000-4000-8000-0123456789ab'
const versionId = '0a1b2c3d-0000-4000-8000-0123456789ab'

function read(...page: SubscriberInput[]) {
  const config = { name: 'acme', environments: { production: { page } }, checks: [http(wikiOptions)] }
  return expandedDeployment(config).environments[0]?.page
}

describe('the subscribers of a page', () => {
  it('may be people, chat, functions, queues and endpoints', () => {
    assert.deepEqual(
      read(
        email('ops@acme.example'),
        slackChannel({ workspaceId: 'T0123ABCD', channelId: 'C0123ABCD' }),
        teamsChannel({ tenantId: versionId, teamId: versionId, channelId: teams.channelId }),
        lambda(functionArn),
        sqs(queueArn),
        https('https://Hooks.Acme.Example/pages'),
      ),
      [
        { kind: 'email', address: 'ops@acme.example' },
        { kind: 'slack', workspaceId: 'T0123ABCD', channelId: 'C0123ABCD' },
        teams,
        { kind: 'lambda', functionArn },
        { kind: 'sqs', queueArn },
        { kind: 'https', url: 'https://hooks.acme.example/pages' },
      ],
    )
  })

  it('may be PagerDuty by events, or by its CloudWatch integration in one version of the key', () => {
    const key = { secretId: 'pagerduty', field: null, keyArn: null }
    assert.deepEqual(
      read(
        pagerDuty(secret('pagerduty')),
        pagerDuty(secret('pagerduty', 'key', { keyArn }), { region: 'eu' }),
        pagerDuty(secret('pagerduty'), { via: 'cloudwatch', versionId }),
      ),
      [
        { kind: 'pagerduty', via: 'events', region: 'us', integrationKey: key },
        { kind: 'pagerduty', via: 'events', region: 'eu', integrationKey: { ...key, field: 'key', keyArn } },
        { kind: 'pagerduty', via: 'cloudwatch', region: 'us', integrationKey: key, versionId },
      ],
    )
  })
})

it('a function and its $LATEST are one subscriber, which others can be let in to', () => {
  assert.deepEqual(read(lambda(`${functionArn}:$LATEST`)), [{ kind: 'lambda', functionArn }])
  assert.deepEqual(read(lambda(`${functionArn}:live`)), [{ kind: 'lambda', functionArn: `${functionArn}:live` }])
})

it('a private channel of Slack may have an id that begins with G', () =>
  assert.equal(read(slackChannel({ workspaceId: 'T0123ABCD', channelId: 'G0123ABCD' }))?.length, 1))

describe('a channel of Teams', () => {
  const channel = (tenantId: string, channelId: string) => read(teamsChannel({ tenantId, teamId: tenantId, channelId }))
  const lower = '0a1b2c3d-0000-4000-8000-0123456789ab'
  const expected = channel(lower, '19%3aAbC_1-2%40thread.tacv2')

  it('is one in each spelling of its ids', () => {
    for (const channelId of ['19%3AAbC_1-2%40thread.tacv2', '19%3aAbC_1-2%40Thread.TACv2'])
      for (const tenantId of [lower, lower.toUpperCase()]) assert.deepEqual(channel(tenantId, channelId), expected)
  })

  it('is another where the id of its thread differs, if only in case', () =>
    assert.notDeepEqual(channel(lower, '19%3aabc_1-2%40thread.tacv2'), expected))
})

/** Config whose production pages this subscriber. Problems are reported below `environments.production.page[0]`. */
const badPage = (fault: string, subscriber: unknown, ...lines: readonly string[]): Bad =>
  bad(
    fault,
    configOf([wiki], { environments: { production: { page: [subscriber] } } }),
    ...lines.map((line) => `environments.production.page[0].${line}`),
  )

const integrationKey = { from: 'secrets-manager', id: 'pagerduty' }
const pagerduty = { kind: 'pagerduty', integrationKey }

const teams = {
  kind: 'teams',
  tenantId: versionId,
  teamId: versionId,
  channelId: '19%3a0123456789abcdef%40thread.tacv2',
}

const table: readonly Bad[] = [
  badPage(
    'a workspace of another shape',
    { kind: 'slack', workspaceId: 'acme', channelId: 'C0123ABCD' },
    'workspaceId: expected the id of a Slack workspace, such as T0123ABCD, found a string of 4 characters',
  ),
  badPage(
    'a channel by its name',
    { kind: 'slack', workspaceId: 'T0123ABCD', channelId: '#ops' },
    'channelId: expected the id of a Slack channel, such as C0123ABCD, found a string of 4 characters',
  ),
  badPage(
    'a channel configuration by its name',
    { kind: 'slack', workspaceId: 'T0123ABCD', channelId: 'C0123ABCD', configurationArn: 'ops' },
    'configurationArn: expected the ARN of a Slack channel configuration such as arn:aws:chatbot::123456789012:chat-configuration/slack-channel/ops, found a string of 3 characters',
  ),
  badPage(
    'a tenant by its name',
    { ...teams, tenantId: 'acme.onmicrosoft.com' },
    'tenantId: expected the id of a Microsoft tenant, such as 0a1b2c3d-0000-4000-8000-0123456789ab, found a string of 20 characters',
  ),
  badPage(
    'a team by its name',
    { ...teams, teamId: 'platform' },
    'teamId: expected the id of a team, such as 0a1b2c3d-0000-4000-8000-0123456789ab, found a string of 8 characters',
  ),
  badPage(
    'a channel of Teams that is not encoded as its link has it',
    { ...teams, channelId: '19:0123456789abcdef@thread.tacv2' },
    'channelId: expected the id of a channel as its link has it, such as 19%3a0123456789abcdef%40thread.tacv2, found a string of 32 characters',
  ),
  badPage(
    'the configuration of a Slack channel for one of Teams',
    { ...teams, configurationArn: 'arn:aws:chatbot::123456789012:chat-configuration/slack-channel/ops' },
    'configurationArn: expected the ARN of a Microsoft Teams channel configuration such as arn:aws:chatbot::123456789012:chat-configuration/microsoft-teams-channel/ops, found a string of 66 characters',
  ),
  badPage(
    'a function by its name',
    { kind: 'lambda', functionArn: 'on-call' },
    'functionArn: expected the ARN of a Lambda function such as arn:aws:lambda:eu-central-1:123456789012:function:rotate, found a string of 7 characters',
  ),
  badPage(
    'a queue that SNS cannot deliver to',
    { kind: 'sqs', queueArn: `${queueArn}.fifo` },
    'queueArn: expected the ARN of a standard SQS queue (not of a FIFO one), found a string of 47 characters',
  ),
  badPage(
    'an endpoint without TLS',
    { kind: 'https', url: 'http://hooks.acme.example/' },
    'url: expected an https URL with a public host, since SNS delivers to no other',
  ),
  badPage(
    'an endpoint that is not public',
    { kind: 'https', url: 'https://10.0.0.1/' },
    'url: expected an https URL with a public host, since SNS delivers to no other',
  ),
  badPage(
    'an endpoint with a user in it',
    { kind: 'https', url: 'https://bot:word@hooks.acme.example/' },
    'url: expected no user or password in a URL: store them in a secret and send them with basic()',
  ),
  badPage(
    'an endpoint that is no URL',
    { kind: 'https', url: 'hooks' },
    'url: expected an absolute https URL, found a string of 5 characters',
  ),
  badPage(
    'a key that is pasted',
    { kind: 'pagerduty', integrationKey: 'R0123456789ABCDEFGHIJKLMNOPQRSTU' },
    'integrationKey: expected secret(...), parameter(...), fromEnv(...) or fromFile(...), found a string of 32 characters',
  ),
  ...['R0123456789ABCDEFGHIJKLMNOPQRSTU', '0123456789abcdef0123456789abcdef', 'r3FPuDvNOTEDyQYCc7trBkymIFcy2NkE'].map(
    (key) =>
      badPage(
        `a key in the place of its secret's name (${key.slice(0, 4)}...)`,
        { kind: 'pagerduty', integrationKey: { from: 'secrets-manager', id: key } },
        'integrationKey.id: this looks like the key itself: store it in Secrets Manager and name the secret here',
      ),
  ),
  badPage(
    'an integration without the version that its URL is made of',
    { ...pagerduty, via: 'cloudwatch' },
    "versionId: missing; via: 'cloudwatch' makes a URL from one version of the key: aws secretsmanager list-secret-version-ids prints its id",
  ),
  badPage(
    'a version where the current one is read',
    { ...pagerduty, versionId },
    "versionId: via: 'events' always reads the current version: drop it, or set via: 'cloudwatch'",
  ),
  badPage(
    'a version that is none',
    { ...pagerduty, via: 'cloudwatch', versionId: 'AWSCURRENT' },
    "versionId: expected the id of a secret's version, found a string of 10 characters",
  ),
  badPage(
    'an unknown way to PagerDuty',
    { ...pagerduty, via: 'email' },
    'via: expected one of events, cloudwatch, found a string of 5 characters',
  ),
  badPage(
    'an unknown region of PagerDuty',
    { ...pagerduty, region: 'eu-west-1' },
    'region: expected one of us, eu, found a string of 9 characters',
  ),
]

refuses('a subscriber', table)

/** Config with these lists of production and of the owner payments. */
const lists = (production: object, payments: object = { page: [email('pay@acme.example')] }) =>
  configOf([wiki], { environments: { production }, owners: { payments } })
const channel = { kind: 'slack', workspaceId: 'T0123ABCD', channelId: 'C0123ABCD' }
const other = { ...channel, channelId: 'C0123ABCE' }
const slackOf = (name: string) => `arn:aws:chatbot::123456789012:chat-configuration/slack-channel/${name}`
const teamsOf = (name: string) => `arn:aws:chatbot::123456789012:chat-configuration/microsoft-teams-channel/${name}`
const place = 'at environments.production.page[0]'

refuses('a chat channel that subscribers contradict each other about', [
  bad(
    'two configurations of one channel',
    lists({
      page: [{ ...channel, configurationArn: slackOf('a') }],
      notice: [channel, { ...channel, configurationArn: slackOf('b') }],
    }),
    `environments.production.notice[1].configurationArn: expected ${slackOf('a')}, the configuration of this channel ${place}, found ${slackOf('b')}: name one in both places`,
  ),
  bad(
    'two configurations of one channel of Teams, in two spellings, beside one without',
    lists(
      { page: [teams, { ...teams, configurationArn: teamsOf('a') }] },
      {
        notice: [
          {
            ...teams,
            tenantId: versionId.toUpperCase(),
            channelId: '19%3A0123456789abcdef%40thread.tacv2',
            configurationArn: teamsOf('b'),
          },
        ],
      },
    ),
    `owners.payments.notice[0].configurationArn: expected ${teamsOf('a')}, the configuration of this channel at environments.production.page[1], found ${teamsOf('b')}: name one in both places`,
  ),
  bad(
    'one channel in two workspaces',
    lists({ page: [channel], watcher: [{ ...channel, workspaceId: 'T0123ABCE' }] }),
    `environments.production.watcher[0].workspaceId: expected T0123ABCD, the workspace of this channel ${place}, found T0123ABCE: name one in both places`,
  ),
  bad(
    'one channel of two teams',
    lists({ page: [teams], notice: [{ ...teams, teamId: '0a1b2c3d-0000-4000-8000-0123456789ac' }] }),
    `environments.production.notice[0].teamId: expected ${versionId}, the team of this channel ${place}, found 0a1b2c3d-0000-4000-8000-0123456789ac: name one in both places`,
  ),
  bad(
    'one configuration of two channels',
    lists({
      page: [{ ...channel, configurationArn: slackOf('a') }],
      notice: [{ ...other, configurationArn: slackOf('a') }],
    }),
    `environments.production.notice[0].channelId: expected C0123ABCD, the channel of this configuration ${place}, found C0123ABCE: name one in both places`,
  ),
])

it('a chat channel may be named in several lists, with its configuration in one of them', () => {
  const config = lists(
    { page: [channel, other, teams], notice: [{ ...channel, configurationArn: slackOf('a') }] },
    { page: [channel, { ...teams, configurationArn: teamsOf('a') }] },
  )
  assert.deepEqual(linesOf(config), [])
})
