import { SecretValue, Stack } from 'aws-cdk-lib'
import { SlackChannelConfiguration } from 'aws-cdk-lib/aws-chatbot'
import { Effect, ManagedPolicy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda'
import { type ITopicSubscription, SubscriptionFilter, SubscriptionProtocol, type Topic } from 'aws-cdk-lib/aws-sns'
import {
  EmailSubscription,
  LambdaSubscription,
  SqsSubscription,
  UrlSubscription,
} from 'aws-cdk-lib/aws-sns-subscriptions'
import { Queue } from 'aws-cdk-lib/aws-sqs'
import { Construct } from 'constructs'
import {
  audienceOf,
  chatAudiences,
  type SlackChannel,
  type TopicName,
  topicNames,
} from '../functions/core/model/audience.ts'
import type { Deployment, Subscriber } from '../functions/core/model/deployment.ts'
import { DeadLetters } from './dead-letters.ts'
import type { TokenwatchFunction } from './function.ts'
import type { Topics } from './topics.ts'

export type SubscribersProps = {
  readonly deployment: Deployment
  readonly topics: Topics
  /** Tells PagerDuty's Events API; null where nobody is paged that way. */
  readonly notify: TokenwatchFunction | null
}

/** Chat channels listen to topics of their own. */
type Subscribable = Exclude<Subscriber, SlackChannel>

/** One subscriber of one topic, with the environments that it hears of. */
type Listener = { readonly subscriber: Subscribable; readonly environments: readonly string[] }

/**
 * Who hears of what. A subscriber of several environments is one subscription with a filter, since SNS knows an endpoint
 * once per topic. What cannot be delivered waits in the topic's dead letters.
 */
export class Subscribers extends Construct {
  readonly deadLetters: Queue[] = []

  constructor(scope: Construct, id: string, props: SubscribersProps) {
    super(scope, id)
    for (const channel of topicNames) this.#subscribe(channel, props)
    for (const [channel, topics] of channelsOf(props)) this.#slack(channel, topics)
  }

  #subscribe(channel: TopicName, props: SubscribersProps): void {
    const listeners = listenersOf(props.deployment, channel)
    if (listeners.length === 0) return
    const topic = props.topics[channel]
    const letters = new DeadLetters(this, `Undelivered-${channel}`)
    this.deadLetters.push(letters)
    const everywhere = props.deployment.environments.length
    // Alarms carry no environment, so whoever subscribes where they are published hears all of them.
    const alarmed = channel === 'notice' && props.deployment.blocking.length > 0
    const notified = listeners.filter(({ subscriber }) => isNotified(subscriber))
    if (notified.length > 0 && props.notify !== null)
      topic.addSubscription(new LambdaSubscription(props.notify.lambda, { deadLetterQueue: letters }))
    for (const [index, listener] of listeners.entries()) {
      if (isNotified(listener.subscriber)) continue
      const unfiltered = channel === 'watcher' || listener.environments.length === everywhere
      const filter = unfiltered ? {} : filterOf(listener, alarmed)
      const options = { deadLetterQueue: letters, ...filter }
      topic.addSubscription(this.#subscription(listener.subscriber, `${channel}${index}`, options))
    }
  }

  #subscription(subscriber: Subscribable, id: string, options: { deadLetterQueue: Queue }): ITopicSubscription {
    switch (subscriber.kind) {
      case 'email':
        return new EmailSubscription(subscriber.address, options)
      case 'https':
        return new UrlSubscription(subscriber.url, options)
      case 'lambda':
        return new LambdaSubscription(
          LambdaFunction.fromFunctionArn(this, `Function-${id}`, subscriber.functionArn),
          options,
        )
      case 'sqs':
        return new SqsSubscription(Queue.fromQueueArn(this, `Queue-${id}`, subscriber.queueArn), options)
      case 'pagerduty':
        // What the address begins with cannot be seen in an address that CloudFormation makes.
        return new UrlSubscription(cloudWatchIntegration(subscriber), {
          protocol: SubscriptionProtocol.HTTPS,
          ...options,
        })
    }
  }

  /** Amazon Q Developer posts what the topics say. Its role may do nothing, and the guardrail keeps it so whatever is added later. */
  #slack({ workspaceId, channelId }: SlackChannel, topics: readonly Topic[]): void {
    const { stackName } = Stack.of(this)
    const id = channelId
    const role = new Role(this, `SlackRole-${id}`, { assumedBy: new ServicePrincipal('chatbot.amazonaws.com') })
    const nothing = new PolicyStatement({ effect: Effect.DENY, actions: ['*'], resources: ['*'] })
    const guardrail = new ManagedPolicy(this, `SlackGuardrail-${id}`, { statements: [nothing] })
    new SlackChannelConfiguration(this, `Slack-${id}`, {
      slackChannelConfigurationName: `${stackName}-${id}`,
      slackWorkspaceId: workspaceId,
      slackChannelId: channelId,
      notificationTopics: [...topics],
      guardrailPolicies: [guardrail],
      role,
    })
  }
}

/** Each channel once with all of its topics: Amazon Q knows a channel by one configuration. */
function channelsOf({ deployment, topics }: SubscribersProps): ReadonlyMap<SlackChannel, readonly Topic[]> {
  const heard = [...chatAudiences(deployment)].flatMap(([key, channels]) =>
    channels.flatMap((channel) => [topics.chat.get(key) ?? []].flat().map((topic) => ({ channel, topic }))),
  )
  const byId = Map.groupBy(heard, ({ channel }) => channel.channelId)
  return new Map(
    [...byId.values()].flatMap((some) => {
      const [first] = some
      return first === undefined ? [] : [[first.channel, some.map(({ topic }) => topic)] as const]
    }),
  )
}

/** The topic's audience without chat channels, each subscriber once with everything that it hears of. */
function listenersOf(deployment: Deployment, topic: TopicName): readonly Listener[] {
  const audience = audienceOf(deployment, topic).flatMap(({ environment, subscriber }) =>
    subscriber.kind === 'slack' ? [] : [{ environment, subscriber }],
  )
  const bySubscriber = Map.groupBy(audience, ({ subscriber }) => JSON.stringify(subscriber))
  return [...bySubscriber.values()].flatMap((heard) => {
    const [first] = heard
    return first === undefined
      ? []
      : [{ subscriber: first.subscriber, environments: heard.map(({ environment }) => environment) }]
  })
}

/** Told by our own `notify` function. */
function isNotified(subscriber: Subscriber): boolean {
  return subscriber.kind === 'pagerduty' && subscriber.via === 'events'
}

function filterOf({ environments }: Listener, alarmed: boolean) {
  const conditions = alarmed ? [...environments, { exists: false }] : [...environments]
  return { filterPolicy: { environment: new SubscriptionFilter(conditions) } }
}

/** The key is part of the address, so it is a reference that CloudFormation resolves, pinned to a version: a later one is a later deployment. */
function cloudWatchIntegration(subscriber: Extract<Subscriber, { kind: 'pagerduty' }>): string {
  const { secretId, field } = subscriber.integrationKey
  const pinned = subscriber.via === 'cloudwatch' ? { versionId: subscriber.versionId } : {}
  const key = SecretValue.secretsManager(secretId, { ...(field === null ? {} : { jsonField: field }), ...pinned })
  const host = subscriber.region === 'eu' ? 'events.eu.pagerduty.com' : 'events.pagerduty.com'
  return `https://${host}/integration/${key.unsafeUnwrap()}/enqueue`
}
