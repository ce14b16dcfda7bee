import type { z } from 'zod'
import { accountId } from '../aws/account.ts'
import type { Aws } from '../aws/aws.ts'
import type { SnsLambdaEvent, SnsNotification } from '../aws/topic.ts'
import type { Authority } from './authority.ts'
import { publishing } from './needs/messages.ts'
import type { Planned, TemplatePlan } from './plan.ts'
import { slackChannelConfiguration, subscription, teamsChannelConfiguration, topic } from './resources/messages.ts'
import { alarm, compositeAlarm } from './resources/watching.ts'
import type { WalkedFunction } from './walked-functions.ts'
import { invokeEvent } from './walked-invocations.ts'

/** A message as one subscriber got it. */
export type Delivery = { readonly protocol: string; readonly endpoint: string; readonly notification: SnsNotification }

export type TopicsOptions = {
  /** ARNs of topics that are there before the stack. */
  readonly existing: readonly string[]
  readonly plan: TemplatePlan
  readonly aws: Aws
  readonly authority: Authority
  readonly functions: readonly WalkedFunction[]
  readonly onDelivery: (delivery: Delivery) => void
}

/** The functions behind a stack's topics. */
export type WalkedTopics = {
  /** Resolves when every function has ended that a topic has called so far. */
  readonly settled: () => Promise<void>
}

/** Creates a plan's topics with their subscribers; an alarm that could not reach its topic is noted as denied. */
export function createWalkedTopics(options: TopicsOptions): WalkedTopics {
  const called: Promise<unknown>[] = []
  const call = (target: WalkedFunction, event: SnsLambdaEvent) => void called.push(invokeEvent(target, event, options))
  for (const { name } of options.plan.all(topic)) options.aws.sns.createTopic(name)
  for (const arn of options.existing) options.aws.sns.createTopic(arn.split(':').at(-1) ?? '')
  for (const { properties } of options.plan.all(subscription)) subscribe(properties, call, options)
  const { plan } = options
  for (const { properties } of [...plan.all(slackChannelConfiguration), ...plan.all(teamsChannelConfiguration)])
    subscribeChat(properties, options)
  for (const planned of [...options.plan.all(alarm), ...options.plan.all(compositeAlarm)])
    publishAsAlarm(planned, options)
  return { settled: async () => void (await Promise.all(called)) }
}

/** The key that each topic is encrypted under. */
export function keysOfTopics(plan: TemplatePlan): ReadonlyMap<string, string | null> {
  return new Map(plan.all(topic).map(({ ref, properties }) => [ref, properties.KmsMasterKeyId ?? null]))
}

type Subscription = z.output<typeof subscription.shape>

type CallFunction = (target: WalkedFunction, event: SnsLambdaEvent) => void

function subscribe(properties: Subscription, call: CallFunction, options: TopicsOptions): void {
  const { TopicArn, Protocol, Endpoint, RedrivePolicy } = properties
  const { aws, functions, authority, onDelivery } = options
  if (RedrivePolicy !== undefined) mayReach(TopicArn, 'sqs:SendMessage', RedrivePolicy.deadLetterTargetArn, authority)
  const deliver = (notification: SnsNotification): boolean => {
    const delivered = passes(properties, notification) && reaches(properties, options)
    if (delivered) onDelivery({ protocol: Protocol, endpoint: Endpoint, notification })
    return delivered
  }
  const target = functions.find(({ lambda }) => lambda.arn === Endpoint)
  const invoke = async (event: SnsLambdaEvent) => {
    const delivered = event.Records.map(({ Sns }) => deliver(Sns)).every(Boolean)
    if (delivered && target !== undefined) call(target, event)
  }
  if (Protocol === 'lambda') aws.sns.subscribe(TopicArn, Protocol, invoke, Endpoint)
  else aws.sns.subscribe(TopicArn, Protocol, async (notification) => void deliver(notification), Endpoint)
}

/** Amazon Q Developer subscribes an HTTPS address of its own to each topic. It asks the topics for nothing more. */
function subscribeChat({ SnsTopicArns }: { readonly SnsTopicArns: readonly string[] }, options: TopicsOptions): void {
  const endpoint = 'https://global.sns-api.chatbot.amazonaws.com'
  for (const arn of SnsTopicArns)
    options.aws.sns.subscribe(
      arn,
      'https',
      async (notification) => options.onDelivery({ protocol: 'https', endpoint, notification }),
      endpoint,
    )
}

/** Returns true if SNS may reach the subscriber. Mailboxes and web addresses have no policy; they confirm instead. */
function reaches({ TopicArn, Protocol, Endpoint }: Subscription, { authority }: TopicsOptions): boolean {
  if (Protocol !== 'lambda' && Protocol !== 'sqs') return true
  const action = Protocol === 'lambda' ? 'lambda:InvokeFunction' : 'sqs:SendMessage'
  return mayReach(TopicArn, action, Endpoint, authority)
}

/**
 * Returns true if SNS may reach a resource in its own name, for one topic. If not, the stack deploys and the subscriber receives
 * nothing.
 */
function mayReach(topicArn: string, action: string, resource: string, authority: Authority): boolean {
  const need = { action, resource, context: { 'aws:SourceArn': topicArn } }
  return authority.refused({ kind: 'service', name: 'sns.amazonaws.com' }, [need]) === null
}

function passes({ FilterPolicy = {} }: Subscription, { MessageAttributes }: SnsNotification): boolean {
  return Object.entries(FilterPolicy).every(([name, values]) => values.includes(MessageAttributes[name]?.Value ?? ''))
}

type Alarm = Planned<z.output<typeof alarm.shape>>

function publishAsAlarm({ id, attributes, properties }: Alarm, { plan, authority, existing }: TopicsOptions): void {
  const keys = new Map([...keysOfTopics(plan), ...existing.map((arn) => [arn, null] as const)])
  const { AlarmActions, OKActions, InsufficientDataActions } = properties
  for (const arn of [...AlarmActions, ...OKActions, ...InsufficientDataActions]) {
    const keyArn = keys.get(arn)
    if (keyArn === undefined) throw new Error(`${id}: the walk does not know what an alarm does with ${arn}`)
    const context = { 'aws:SourceAccount': accountId, 'aws:SourceArn': attributes['Arn'] ?? '' }
    const needs = publishing(arn, keyArn).map((need) => ({ ...need, context: { ...need.context, ...context } }))
    authority.refused({ kind: 'service', name: 'cloudwatch.amazonaws.com' }, needs)
  }
}
