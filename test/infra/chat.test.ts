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
