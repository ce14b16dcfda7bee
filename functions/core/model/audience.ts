import { createHash } from 'node:crypto'
import type { Deployment, Subscriber } from './deployment.ts'

/** The topics: `page` is for people on call, `notice` for tickets and chat, `watcher` for problems of Tokenwatch itself. */
export const topicNames = ['page', 'notice', 'watcher'] as const
export type TopicName = (typeof topicNames)[number]

/** A chat channel that Amazon Q Developer posts to. */
export type SlackChannel = Extract<Subscriber, { kind: 'slack' }>

/** A PagerDuty service that our `notify` function sends to. */
export type Pager = Extract<Subscriber, { via: 'events' }>

/** A subscriber that SNS delivers to by itself. */
export type DirectSubscriber = Exclude<Subscriber, SlackChannel | Pager>

/** The way that messages take to a subscriber: straight from the topic, through our `notify` function, or over a chat topic. */
export type SubscriberDelivery =
  | { readonly by: 'topic'; readonly subscriber: DirectSubscriber }
  | { readonly by: 'notify'; readonly service: Pager }
  | { readonly by: 'chat'; readonly channel: SlackChannel }

/** Returns the way to a subscriber. A new kind of subscriber does not compile until it has a case here. */
export function deliveryOf(subscriber: Subscriber): SubscriberDelivery {
  switch (subscriber.kind) {
    case 'slack':
      return { by: 'chat', channel: subscriber }
    case 'pagerduty':
      return subscriber.via === 'events' ? { by: 'notify', service: subscriber } : { by: 'topic', subscriber }
    case 'email':
    case 'https':
    case 'lambda':
    case 'sqs':
      return { by: 'topic', subscriber }
    default:
      return subscriber satisfies never
  }
}

/** A subscriber of a topic, for the messages about one environment. */
export type TopicAudience = { readonly environment: string; readonly subscriber: Subscriber }

/**
 * Lists the subscribers of a topic. In an environment without a `watcher`, the subscribers of `page` take its place: somebody has to
 * learn that the monitor is broken.
 */
export function audienceOf({ environments }: Deployment, topic: TopicName): readonly TopicAudience[] {
  return environments.flatMap((environment) => {
    const inherits = topic === 'watcher' && environment.watcher.length === 0
    const subscribers = inherits ? environment.page : environment[topic]
    return subscribers.map((subscriber) => ({ environment: environment.name, subscriber }))
  })
}

/**
 * Names the chat topic that replaces `topic` for chat channels: `page/production`. A chat channel cannot filter, so each environment
 * has its own. Messages on `watcher` are about no environment.
 */
export function chatKey(topic: TopicName, environment: string | null): string {
  return topic === 'watcher' || environment === null ? topic : `${topic}/${environment}`
}

/** Lists the chat topics that have subscribers, with their channels. */
export function chatAudiences(deployment: Deployment): ReadonlyMap<string, readonly SlackChannel[]> {
  const subscribed = topicNames.flatMap((topic) =>
    audienceOf(deployment, topic).flatMap(({ environment, subscriber }) => {
      const delivery = deliveryOf(subscriber)
      return delivery.by === 'chat' ? [{ key: chatKey(topic, environment), channel: delivery.channel }] : []
    }),
  )
  const byKey = Map.groupBy(subscribed, ({ key }) => key)
  return new Map(
    [...byKey].map(([key, listeners]) => [
      key,
      [...new Map(listeners.map(({ channel }) => [channel.channelId, channel])).values()],
    ]),
  )
}

/** Returns the name of a subscriber in stored incidents: a hash, because the address of a web hook may be a secret. */
export function subscriberId(subscriber: Subscriber): string {
  const written = Object.entries(subscriber).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return createHash('sha256').update(JSON.stringify(written)).digest('hex').slice(0, 16)
}

/** Lists the subscribers that a message about an environment reaches. Every page is a notice too. */
export function listenersOf(
  { environments }: Pick<Deployment, 'environments'>,
  environment: string,
  to: 'page' | 'notice',
): readonly string[] {
  const found = environments.find(({ name }) => name === environment)
  if (found === undefined) return []
  const subscribers = to === 'page' ? [...found.page, ...found.notice] : found.notice
  return [...new Set(subscribers.map(subscriberId))].toSorted()
}
