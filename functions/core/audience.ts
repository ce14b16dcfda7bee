import type { Deployment, Subscriber } from './deployment.ts'

/** The topics: `page` wakes people, `notice` is for tickets and chat, `watcher` says that Tokenwatch itself is ill. */
export const topicNames = ['page', 'notice', 'watcher'] as const
export type TopicName = (typeof topicNames)[number]

/** Somebody who hears of a topic, as far as it is about one environment. */
export type Listener = { readonly environment: string; readonly subscriber: Subscriber }

/**
 * Who hears of a topic. An environment without a `watcher` of its own has its pages' subscribers watch: somebody has to hear that the
 * monitor is ill.
 */
export function audienceOf({ environments }: Deployment, topic: TopicName): readonly Listener[] {
  return environments.flatMap((environment) => {
    const inherits = topic === 'watcher' && environment.watcher.length === 0
    const subscribers = inherits ? environment.page : environment[topic]
    return subscribers.map((subscriber) => ({ environment: environment.name, subscriber }))
  })
}
