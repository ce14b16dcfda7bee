import { createHash } from 'node:crypto'
import type { Deployment, Subscriber } from './deployment.ts'
import { environmentOfRoute, ownerOfRoute, type Route, routeTo } from './route.ts'

/** The topics: `page` is for people on call, `notice` for tickets and chat, `watcher` for problems of Tokenwatch itself. */
export const topicNames = ['page', 'notice', 'watcher'] as const
export type TopicName = (typeof topicNames)[number]

/** A chat channel that Amazon Q Developer posts to. */
export type ChatChannel = Extract<Subscriber, { kind: 'slack' | 'teams' }>

/** A PagerDuty service that our `notify` function sends to. */
export type Pager = Extract<Subscriber, { via: 'events' }>

/** A subscriber that SNS delivers to by itself. */
export type DirectSubscriber = Exclude<Subscriber, ChatChannel | Pager>

/** The way that messages take to a subscriber: straight from the topic, through our `notify` function, or over a chat topic. */
export type SubscriberDelivery =
  | { readonly by: 'topic'; readonly subscriber: DirectSubscriber }
  | { readonly by: 'notify'; readonly service: Pager }
  | { readonly by: 'chat'; readonly channel: ChatChannel }

/** Returns the way to a subscriber. A new kind of subscriber does not compile until it has a case here. */
export function deliveryOf(subscriber: Subscriber): SubscriberDelivery {
  switch (subscriber.kind) {
    case 'slack':
    case 'teams':
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

/** A subscriber of a topic, for the messages of one route. */
export type TopicAudience = { readonly route: Route; readonly subscriber: Subscriber }

/** The parts of a deployment that say who gets its messages. */
export type Routing = Pick<Deployment, 'environments' | 'owners'>

/** Lists every route that a message of this deployment may take. */
export function routesIn({ environments, owners }: Routing): readonly Route[] {
  return environments.flatMap(({ name }) => [name, ...owners.map((owner) => routeTo(name, owner.name))])
}

/** Returns routes without owners that the config no longer has: the environment's people take their place. */
export function knownRoutes({ owners }: Routing, routes: readonly Route[]): readonly Route[] {
  const known = (route: Route) => owners.some(({ name }) => name === ownerOfRoute(route))
  return [...new Set(routes.map((route) => (known(route) ? route : environmentOfRoute(route))))]
}

/**
 * Lists the subscribers of a topic. In an environment without a `watcher`, the subscribers of `page` take its place: somebody has to
 * learn that the monitor is broken. Messages to `watcher` are about no owner.
 */
export function audienceOf(routing: Routing, topic: TopicName): readonly TopicAudience[] {
  const routes = topic === 'watcher' ? routing.environments.map(({ name }) => name) : routesIn(routing)
  return routes.flatMap((route) => subscribersOf(routing, topic, route).map((subscriber) => ({ route, subscriber })))
}

/** Returns the subscribers of a route. An owner without subscribers of this topic leaves its messages to the environment. */
export function subscribersOf(routing: Routing, topic: TopicName, route: Route): readonly Subscriber[] {
  const own = ownSubscribers(routing, topic, ownerOfRoute(route))
  if (own.length > 0) return own
  const environment = routing.environments.find(({ name }) => name === environmentOfRoute(route))
  if (environment === undefined) return []
  const inherits = topic === 'watcher' && environment.watcher.length === 0
  return inherits ? environment.page : environment[topic]
}

function ownSubscribers({ owners }: Routing, topic: TopicName, owner: string | null): readonly Subscriber[] {
  return topic === 'watcher' ? [] : (owners.find(({ name }) => name === owner)?.[topic] ?? [])
}

/**
 * Names the chat topic that replaces `topic` for chat channels: `page/production`, or `page/:payments` where an owner has subscribers of
 * its own. A chat channel cannot filter, so each audience has a topic. Messages on `watcher` are about no environment.
 */
export function chatKey(routing: Routing, topic: TopicName, route: Route | null): string {
  if (topic === 'watcher' || route === null) return topic
  const owner = ownerOfRoute(route)
  return ownSubscribers(routing, topic, owner).length > 0
    ? `${topic}/:${owner}`
    : `${topic}/${environmentOfRoute(route)}`
}

/** Lists the chat topics that have subscribers, with their channels. */
export function chatAudiences(routing: Routing): ReadonlyMap<string, readonly ChatChannel[]> {
  const subscribed = topicNames.flatMap((topic) =>
    audienceOf(routing, topic).flatMap(({ route, subscriber }) => {
      const delivery = deliveryOf(subscriber)
      return delivery.by === 'chat' ? [{ key: chatKey(routing, topic, route), channel: delivery.channel }] : []
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

/** Lists the subscribers that a message on a route reaches. Every page is a notice too. */
export function listenersOf(routing: Routing, route: Route, to: 'page' | 'notice'): readonly string[] {
  const notice = subscribersOf(routing, 'notice', route)
  const subscribers = to === 'page' ? [...subscribersOf(routing, 'page', route), ...notice] : notice
  return [...new Set(subscribers.map(subscriberId))].toSorted()
}

/** Returns the name of a chat topic. It follows from the deployment, so that no function has to be given all of them. */
export function chatTopicName(deployment: string, key: string): string {
  return `tokenwatch-${deployment}-chat-${key.replace('/', '-').replace(':', '_')}`
}
