import type { Deployment, Subscriber } from './deployment.ts'

/** The topics: `page` wakes people, `notice` is for tickets and chat, `watcher` says that Tokenwatch itself is ill. */
export const topicNames = ['page', 'notice', 'watcher'] as const
export type TopicName = (typeof topicNames)[number]

/** A chat channel, which Amazon Q Developer posts to. */
export type SlackChannel = Extract<Subscriber, { kind: 'slack' }>

/** Somebody who hears of a topic, as far as it is about one environment. */
export type TopicAudience = { readonly environment: string; readonly subscriber: Subscriber }

/**
 * Who hears of a topic. An environment without a `watcher` of its own has its pages' subscribers watch: somebody has to hear that the
 * monitor is ill.
 */
export function audienceOf({ environments }: Deployment, topic: TopicName): readonly TopicAudience[] {
  return environments.flatMap((environment) => {
    const inherits = topic === 'watcher' && environment.watcher.length === 0
    const subscribers = inherits ? environment.page : environment[topic]
    return subscribers.map((subscriber) => ({ environment: environment.name, subscriber }))
  })
}

/**
 * How the topic is called that chat channels listen to in place of `topic`: `page/production`. A chat channel cannot filter, so each
 * environment has its own; what `watcher` says is about none.
 */
export function chatKey(topic: TopicName, environment: string | null): string {
  return topic === 'watcher' || environment === null ? topic : `${topic}/${environment}`
}

/** Every chat topic that somebody listens to, with those who do. */
export function chatAudiences(deployment: Deployment): ReadonlyMap<string, readonly SlackChannel[]> {
  const heard = topicNames.flatMap((topic) =>
    audienceOf(deployment, topic).flatMap(({ environment, subscriber }) =>
      subscriber.kind === 'slack' ? [{ key: chatKey(topic, environment), subscriber }] : [],
    ),
  )
  const byKey = Map.groupBy(heard, ({ key }) => key)
  return new Map(
    [...byKey].map(([key, listeners]) => [
      key,
      [...new Map(listeners.map(({ subscriber }) => [subscriber.channelId, subscriber])).values()],
    ]),
  )
}
