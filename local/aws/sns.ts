import { setTimeout as delay } from 'node:timers/promises'
import { type Endpoint, startEndpoint } from './endpoint.ts'
import { createListeners } from './listeners.ts'
import { queryService } from './query.ts'
import { remember } from './recent.ts'
import { AwsRefusal } from './refusal.ts'
import { snsOperations } from './sns-operations.ts'
import {
  deliver,
  type Published,
  type Subscribe,
  type Topic,
  type TopicSubscriber,
  type TopicSubscription,
  topicArn,
} from './topic.ts'

export type SnsOptions = {
  readonly now?: () => number
  /** Milliseconds between retries. A failed delivery is retried three times. */
  readonly redeliveryDelayMs?: number
}

export type Sns = Endpoint & {
  /** Answers with the topic's ARN. */
  readonly createTopic: (name: string) => string
  readonly subscribe: Subscribe
  /** Confirms a subscription, like a subscriber who clicks the link in the confirmation mail. */
  readonly confirm: (topicArn: string, endpoint: string) => void
  /** Removes a subscription, like a subscriber who clicks the link below a mail. */
  readonly unsubscribe: (topicArn: string, endpoint: string) => void
  /** The latest accepted messages, oldest first. */
  readonly published: readonly Published[]
  readonly onPublish: (listener: (published: Published) => void) => () => void
}

const redeliveries = 3

/** An SNS on loopback that records what is published and delivers it to the lab's subscribers. */
export async function startSns({ now = Date.now, redeliveryDelayMs = 1_000 }: SnsOptions = {}): Promise<Sns> {
  const topics = new Map<string, Topic>()
  const published: Published[] = []
  const listeners = createListeners<Published>()
  const closing = new AbortController()

  function topicOf(arn: string): Topic {
    const topic = topics.get(arn)
    if (topic === undefined) throw new AwsRefusal('NotFound', 'Topic does not exist', 404)
    return topic
  }

  function createTopic(name: string): string {
    const arn = topicArn(name)
    if (!topics.has(arn)) topics.set(arn, { arn, name, subscriptions: [] })
    return arn
  }

  function publish(message: Published): void {
    const { subscriptions } = topicOf(message.topicArn)
    remember(published, message)
    listeners.tell(message)
    for (const subscription of subscriptions) void deliverPersistently(message, subscription)
  }

  async function deliverPersistently(message: Published, subscription: TopicSubscription): Promise<void> {
    for (let attempt = 0; attempt <= redeliveries && !closing.signal.aborted; attempt++) {
      try {
        return await deliver(message, subscription)
      } catch {
        await delay(redeliveryDelayMs, undefined, { signal: closing.signal }).catch(() => {})
      }
    }
  }

  const operations = snsOperations({ topicOf, createTopic, publish, now })
  const namespace = 'http://sns.amazonaws.com/doc/2010-03-31/'
  const endpoint = await startEndpoint(queryService({ namespace, operations, invalidCode: 'InvalidParameter' }), now)
  return {
    ...endpoint,
    createTopic,
    published,
    onPublish: listeners.add,
    subscribe(arn: string, ...subscriber: TopicSubscriber) {
      const { subscriptions } = topicOf(arn)
      subscriptions.push({
        arn: `${arn}:${subscriptions.length}`,
        protocol: subscriber[0],
        endpoint: subscriber[2] ?? 'lab',
        confirmed: true,
        subscriber,
      })
    },
    confirm(arn, endpoint) {
      for (const subscription of topicOf(arn).subscriptions)
        if (subscription.endpoint === endpoint) subscription.confirmed = true
    },
    unsubscribe(arn, endpoint) {
      const { subscriptions } = topicOf(arn)
      const kept = subscriptions.filter((subscription) => subscription.endpoint !== endpoint)
      subscriptions.splice(0, subscriptions.length, ...kept)
    },
    async close() {
      closing.abort()
      await endpoint.close()
    },
  }
}
