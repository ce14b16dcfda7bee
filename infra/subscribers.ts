import { SecretValue } from 'aws-cdk-lib'
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda'
import { type ITopicSubscription, SubscriptionFilter, SubscriptionProtocol } from 'aws-cdk-lib/aws-sns'
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
  type DirectSubscriber,
  deliveryOf,
  routesIn,
  type SubscriberDelivery,
  type TopicName,
  topicNames,
} from '../functions/core/model/audience.ts'
import type { Deployment } from '../functions/core/model/deployment.ts'
import type { Route } from '../functions/core/model/route.ts'
import { connectChat } from './chat-channels.ts'
import { DeadLetters } from './dead-letters.ts'
import { DeliveryGrants, recipientId, type TopicRecipient, type TopicsHeard } from './delivery-grants.ts'
import type { TokenwatchFunction } from './function.ts'
import type { Topics } from './topics.ts'

export type SubscribersProps = {
  readonly deployment: Deployment
  readonly topics: Topics
  /** Sends pages to the Events API of PagerDuty; null if no subscriber asks for it. */
  readonly notify: TokenwatchFunction | null
}

/** One subscriber of one topic, with the routes that it listens to. */
type Listener = {
  readonly delivery: Exclude<SubscriberDelivery, { by: 'chat' }>
  readonly routes: readonly Route[]
}

/**
 * Subscriptions of all topics. A subscriber of several routes is one subscription with a filter, since SNS accepts an
 * endpoint once per topic. Messages that cannot be delivered go to the dead letters of the topic.
 */
export class Subscribers extends Construct {
  readonly deadLetters: Queue[] = []

  constructor(scope: Construct, id: string, props: SubscribersProps) {
    super(scope, id)
    for (const channel of topicNames) this.#subscribe(channel, props)
    new DeliveryGrants(this, 'Deliver', heardBy(props))
    connectChat(this, props)
  }

  #subscribe(channel: TopicName, props: SubscribersProps): void {
    const listeners = listenersOf(props.deployment, channel)
    if (listeners.length === 0) return
    const topic = props.topics[channel]
    const letters = new DeadLetters(this, `Undelivered-${channel}`)
    this.deadLetters.push(letters)
    const everywhere = routesIn(props.deployment).length
    // CloudWatch alarms carry no environment, so every subscriber of their topic receives them.
    const alarmed = channel === 'notice' && props.deployment.blocking.length > 0
    if (listeners.some(({ delivery }) => delivery.by === 'notify') && props.notify !== null)
      topic.addSubscription(new LambdaSubscription(props.notify.lambda, { deadLetterQueue: letters }))
    for (const listener of listeners) {
      const { delivery } = listener
      if (delivery.by === 'notify') continue
      const unfiltered = channel === 'watcher' || listener.routes.length === everywhere
      const filter = unfiltered ? {} : filterOf(listener, alarmed)
      const options = { deadLetterQueue: letters, ...filter }
      topic.addSubscription(this.#subscription(delivery.subscriber, channel, options))
    }
  }

  /** `DeliveryGrants` lets SNS in. The CDK could not, since it does not know the account of the stack. */
  #subscription(
    subscriber: DirectSubscriber,
    channel: TopicName,
    options: { deadLetterQueue: Queue },
  ): ITopicSubscription {
    switch (subscriber.kind) {
      case 'email':
        return new EmailSubscription(subscriber.address, options)
      case 'https':
        return new UrlSubscription(subscriber.url, options)
      case 'lambda':
        return new LambdaSubscription(
          LambdaFunction.fromFunctionAttributes(this, `Function-${channel}-${recipientId(subscriber.functionArn)}`, {
            functionArn: subscriber.functionArn,
            skipPermissions: true,
          }),
          options,
        )
      case 'sqs':
        return new SqsSubscription(
          Queue.fromQueueArn(this, `Queue-${channel}-${recipientId(subscriber.queueArn)}`, subscriber.queueArn),
          options,
        )
      case 'pagerduty':
        // CloudFormation resolves this address, so the CDK cannot see its protocol.
        return new UrlSubscription(cloudWatchIntegration(subscriber), {
          protocol: SubscriptionProtocol.HTTPS,
          ...options,
        })
    }
  }
}

/** Returns the functions and queues of others, each with its topics. */
function heardBy({ deployment, topics }: SubscribersProps): TopicsHeard {
  const heard = topicNames.flatMap((name) =>
    listenersOf(deployment, name).flatMap(({ delivery }) => {
      const recipient = delivery.by === 'topic' ? recipientOf(delivery.subscriber) : null
      return recipient === null ? [] : [{ recipient, topic: topics[name] }]
    }),
  )
  const byArn = Map.groupBy(heard, ({ recipient }) => recipient.arn)
  return new Map(
    [...byArn].flatMap(([arn, some]) => {
      const [first] = some
      return first === undefined ? [] : [[arn, { recipient: first.recipient, topics: some.map(({ topic }) => topic) }]]
    }),
  )
}

function recipientOf(subscriber: DirectSubscriber): TopicRecipient | null {
  if (subscriber.kind === 'lambda') return { kind: 'lambda', arn: subscriber.functionArn }
  return subscriber.kind === 'sqs' ? { kind: 'sqs', arn: subscriber.queueArn } : null
}

/** Returns the subscribers of a topic without chat channels, each once with all of its routes. */
function listenersOf(deployment: Deployment, topic: TopicName): readonly Listener[] {
  const audience = audienceOf(deployment, topic).flatMap(({ route, subscriber }) => {
    const delivery = deliveryOf(subscriber)
    return delivery.by === 'chat' ? [] : [{ route, delivery }]
  })
  const bySubscriber = Map.groupBy(audience, ({ delivery }) => JSON.stringify(delivery))
  return [...bySubscriber.values()].flatMap((heard) => {
    const [first] = heard
    return first === undefined ? [] : [{ delivery: first.delivery, routes: heard.map(({ route }) => route) }]
  })
}

function filterOf({ routes }: Listener, alarmed: boolean) {
  const conditions = alarmed ? [...routes, { exists: false }] : [...routes]
  return { filterPolicy: { environment: new SubscriptionFilter(conditions) } }
}

/**
 * Returns the URL of a CloudWatch integration. CloudFormation resolves the key in it, pinned to a version: a new key needs a new
 * deployment.
 */
function cloudWatchIntegration(subscriber: Extract<DirectSubscriber, { kind: 'pagerduty' }>): string {
  const { secretId, field } = subscriber.integrationKey
  const key = SecretValue.secretsManager(secretId, {
    ...(field === null ? {} : { jsonField: field }),
    versionId: subscriber.versionId,
  })
  const host = subscriber.region === 'eu' ? 'events.eu.pagerduty.com' : 'events.pagerduty.com'
  return `https://${host}/integration/${key.unsafeUnwrap()}/enqueue`
}
