import { setTimeout as delay } from 'node:timers/promises'
import { type Endpoint, startEndpoint } from './endpoint.ts'
import { createListeners } from './listeners.ts'
import { queryService } from './query.ts'
import { remember } from './recent.ts'
import { AwsRefusal } from './refusal.ts'
import { snsOperations } from './sns-operations.ts'
import {
  deliverPublication,
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
  const topics = openTopics()
  const published: Published[] = []
  const listeners = createListeners<Published>()
  const closing = new AbortController()

  function publish(message: Published): void {
    const { subscriptions } = topics.find(message.topicArn)
    remember(published, message)
    listeners.tell(message)
    for (const subscription of subscriptions)
      void deliverPersistently(message, subscription, { retryDelayMs: redeliveryDelayMs, signal: closing.signal })
  }

  const operations = snsOperations({ topicOf: topics.find, createTopic: topics.create, publish, now })
  const namespace = 'http://sns.amazonaws.com/doc/2010-03-31/'
  const endpoint = await startEndpoint(queryService({ namespace, operations, invalidCode: 'InvalidParameter' }), now)
  return {
    ...endpoint,
    createTopic: topics.create,
    published,
    onPublish: listeners.add,
    subscribe: topics.subscribe,
    confirm: topics.confirm,
    unsubscribe: topics.unsubscribe,
    async close() {
      closing.abort()
      await endpoint.close()
    },
  }
}

/** Topics with their subscriptions, by ARN. */
function openTopics() {
  const topics = new Map<string, Topic>()

  function find(arn: string): Topic {
    const topic = topics.get(arn)
    if (topic === undefined) throw new AwsRefusal('NotFound', 'Topic does not exist', 404)
    return topic
  }

  return {
    find,
    create(name: string): string {
      const arn = topicArn(name)
      if (!topics.has(arn)) topics.set(arn, { arn, name, subscriptions: [] })
      return arn
    },
    subscribe(arn: string, ...subscriber: TopicSubscriber): void {
      const { subscriptions } = find(arn)
      subscriptions.push({
        arn: `${arn}:${subscriptions.length}`,
        protocol: subscriber[0],
        endpoint: subscriber[2] ?? 'lab',
        confirmed: true,
        subscriber,
      })
    },
    confirm(arn: string, endpoint: string): void {
      for (const subscription of find(arn).subscriptions)
        if (subscription.endpoint === endpoint) subscription.confirmed = true
    },
    unsubscribe(arn: string, endpoint: string): void {
      const { subscriptions } = find(arn)
      const kept = subscriptions.filter((subscription) => subscription.endpoint !== endpoint)
      subscriptions.splice(0, subscriptions.length, ...kept)
    },
  }
}

async function deliverPersistently(
  message: Published,
  subscription: TopicSubscription,
  { retryDelayMs, signal }: { readonly retryDelayMs: number; readonly signal: AbortSignal },
): Promise<void> {
  for (let attempt = 0; attempt <= redeliveries && !signal.aborted; attempt++) {
    try {
      return await deliverPublication(message, subscription)
    } catch {
      await delay(retryDelayMs, undefined, { signal }).catch(() => {})
    }
  }
}
