import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { z } from 'zod'
import { chatAudiences, chatTopicName } from '../../functions/core/model/audience.ts'
import type { Subscriber } from '../../functions/core/model/deployment.ts'
import { aCheck, aDeployment, anEnvironment } from '../support/check.ts'
import { type Synthesized, synthesize } from '../support/synth.ts'

const slack = (channelId: string): Subscriber => ({ kind: 'slack', workspaceId: 'T0000001', channelId })

/** Operators receive everything in one channel, developers receive staging's notices in theirs. */
const deployment = aDeployment(
  [aCheck({ id: 'orders', usedBy: ['shop'] }), aCheck({ id: 'orders', environment: 'staging', usedBy: ['shop'] })],
  {
    blocking: ['shop'],
    environments: [
      anEnvironment({
        name: 'production',
        page: [slack('C000OPS')],
        notice: [slack('C000OPS')],
        watcher: [slack('C000OPS')],
      }),
      anEnvironment({
        name: 'staging',
        page: [{ kind: 'email', address: 'dev@acme.example' }],
        notice: [slack('C000DEV'), slack('C000OPS')],
      }),
    ],
  },
)

const reference = z.object({ Ref: z.string() }).transform(({ Ref }) => Ref.replace(/[0-9A-F]{8}$/, ''))
const channel = z.object({ SlackChannelId: z.string(), SnsTopicArns: z.array(reference) })
const alarm = z.object({
  MetricName: z.string().optional(),
  AlarmActions: z.array(reference),
  OKActions: z.array(reference),
})

describe('chat channels', () => {
  let template: Synthesized
  before(async () => {
    template = await synthesize(deployment)
  })

  const alarms = () => template.of('AWS::CloudWatch::Alarm').map(({ Properties }) => alarm.parse(Properties))

  it('have one configuration each, with all of their topics and no other', () => {
    const channels = template
      .of('AWS::Chatbot::SlackChannelConfiguration')
      .map(({ Properties }) => channel.parse(Properties))
    assert.deepEqual(Object.fromEntries(channels.map((one) => [one.SlackChannelId, one.SnsTopicArns])), {
      C000OPS: [
        'TopicsChatpageproduction',
        'TopicsChatnoticeproduction',
        'TopicsChatnoticestaging',
        'TopicsChatwatcher',
      ],
      C000DEV: ['TopicsChatnoticestaging'],
    })
  })

  it('have names that the functions know, beside the page topic', () => {
    const names = template.of('AWS::SNS::Topic').flatMap(({ Properties }) => Properties['TopicName'] ?? [])
    assert.deepEqual(
      new Set(names),
      new Set([...chatAudiences(deployment).keys()].map((key) => chatTopicName(deployment.name, key))),
    )
    assert.ok(names.includes('tokenwatch-acme-chat-page-production'))
  })

  it('receive the same messages about the monitor as mailboxes', () => {
    const own = alarms().filter(({ AlarmActions }) => AlarmActions.includes('TopicsWatcher'))
    assert.ok(own.length > 10)
    for (const { AlarmActions, OKActions } of own)
      assert.deepEqual([AlarmActions, OKActions], Array(2).fill(['TopicsWatcher', 'TopicsChatwatcher']))
  })

  it('receive messages about blocked services of their own environment', () => {
    const blocking = alarms().filter(({ MetricName }) => MetricName === 'Blocking')
    assert.deepEqual(
      blocking.map(({ AlarmActions }) => AlarmActions),
      [
        ['TopicsNotice', 'TopicsChatnoticeproduction'],
        ['TopicsNotice', 'TopicsChatnoticestaging'],
      ],
    )
  })

  it('use a configuration that exists, which gets their topics from its owner', async () => {
    const configurationArn = 'arn:aws:chatbot::123456789012:chat-configuration/slack-channel/ops'
    const shared = { ...slack('C000OPS'), configurationArn }
    const environments = deployment.environments.map((one) => ({ ...one, page: [shared] }))
    const { of, text } = await synthesize({ ...deployment, environments })
    const channels = of('AWS::Chatbot::SlackChannelConfiguration').map(({ Properties }) => channel.parse(Properties))
    assert.deepEqual(
      channels.map((one) => one.SlackChannelId),
      ['C000DEV'],
    )
    const { Outputs } = JSON.parse(text)
    const { Value, Description } = Outputs.AddTopicsC000OPS
    assert.equal(Description, `Amazon Q posts nothing until ${configurationArn} has these topics`)
    assert.deepEqual(
      [...JSON.stringify(Value).matchAll(/"Ref":"(\w+?)[0-9A-F]{8}"/g)].map(([, id]) => id),
      [
        'TopicsChatpageproduction',
        'TopicsChatpagestaging',
        'TopicsChatnoticeproduction',
        'TopicsChatnoticestaging',
        'TopicsChatwatcher',
      ],
    )
  })
})

describe('channels of Microsoft Teams', () => {
  const id = '0a1b2c3d-0000-4000-8000-0123456789ab'
  const teams = (name: string, configurationArn?: string): Subscriber => ({
    kind: 'teams',
    tenantId: id,
    teamId: id,
    channelId: `19%3a${name}%40thread.tacv2`,
    ...(configurationArn === undefined ? {} : { configurationArn }),
  })
  const connected = (page: readonly Subscriber[], notice: readonly Subscriber[] = []) =>
    synthesize(aDeployment([aCheck()], { environments: [anEnvironment({ page, notice })] }))

  it('have one configuration each, beside those of Slack, with a role that may do nothing', async () => {
    const { of } = await connected([teams('ops'), slack('C000OPS')], [teams('ops'), teams('dev')])
    const found = of('AWS::Chatbot::MicrosoftTeamsChannelConfiguration').map(({ Properties }) => Properties)
    assert.deepEqual(
      found.map((one) => [
        one['TeamsTenantId'],
        one['TeamId'],
        one['TeamsChannelId'],
        z.array(reference).parse(one['SnsTopicArns']),
      ]),
      [
        [
          id,
          id,
          '19%3aops%40thread.tacv2',
          ['TopicsChatpageproduction', 'TopicsChatnoticeproduction', 'TopicsChatwatcher'],
        ],
        [id, id, '19%3adev%40thread.tacv2', ['TopicsChatnoticeproduction']],
      ],
    )
    for (const one of found) {
      assert.match(String(one['ConfigurationName']), /^[\w-]{1,128}$/)
      assert.equal(
        z.array(reference).length(1).parse(one['GuardrailPolicies'])[0]?.startsWith('SubscribersTeamsGuardrail'),
        true,
      )
      assert.match(JSON.stringify(one['IamRoleArn']), /SubscribersTeamsRole/)
    }
    assert.equal(new Set(found.map((one) => one['ConfigurationName'])).size, 2)
    assert.equal(of('AWS::Chatbot::SlackChannelConfiguration').length, 1)
  })

  it('use a configuration that exists, which gets their topics from its owner', async () => {
    const configurationArn = 'arn:aws:chatbot::123456789012:chat-configuration/microsoft-teams-channel/ops'
    const { of, text } = await connected([teams('ops', configurationArn)])
    assert.deepEqual(of('AWS::Chatbot::MicrosoftTeamsChannelConfiguration'), [])
    const outputs = Object.entries(
      z.record(z.string(), z.looseObject({ Description: z.string().optional() })).parse(JSON.parse(text).Outputs),
    )
    const [[name = '', { Description = '' } = {}] = []] = outputs.filter(([key]) => key.startsWith('AddTopics'))
    assert.match(name, /^AddTopicsTeams[0-9a-f]{12}$/)
    assert.equal(Description, `Amazon Q posts nothing until ${configurationArn} has these topics`)
  })
})
