import { audienceOf, type TopicName, topicNames } from '../model/audience.ts'
import { shortestCadence } from '../model/cadences.ts'
import type { Deployment } from '../model/deployment.ts'
import type { SubscriptionsSeen } from '../state/batch-record.ts'
import type { Log } from '../state/log.ts'

/** A subscription to a topic. The endpoint is compared and never shown: that of an integration holds its key. */
export type Subscription = {
  readonly topic: TopicName
  /** Protocol name of SNS: `email`, `https`, `lambda`, `sqs`. */
  readonly protocol: string
  readonly endpoint: string
  /** SNS delivers nothing until the subscriber has confirmed. */
  readonly confirmed: boolean
}

export type SubscriptionDependencies = {
  readonly deployment: Deployment
  /** Lists every subscription of all topics. */
  subscriptions(): Promise<readonly Subscription[]>
  readonly log: Log
  now(): number
}

const hourMs = 3_600_000

/**
 * Lists the subscriptions when the last listing is an hour old. The shortest cadence does so for the whole deployment; the others
 * return `null`. Tick records carry the result, so that every tick can send the metric.
 */
export async function watchSubscriptions(
  cadence: string,
  last: SubscriptionsSeen | null,
  { deployment, subscriptions, log, now }: SubscriptionDependencies,
): Promise<SubscriptionsSeen | null> {
  if (cadence !== shortestCadence(deployment)) return null
  if (last !== null && now() - last.at < hourMs) return last
  try {
    const pending = pendingSubscriptions(deployment, await subscriptions())
    log({ event: 'subscriptions', pending })
    return { at: now(), pending: pending.length }
  } catch {
    log({ event: 'fault', where: 'subscriptions', code: 'not_listed', check: null })
    return last
  }
}

/**
 * Lists the subscribers of a deployment that receive nothing, as `page email`: unconfirmed subscriptions, and mailboxes that are no
 * longer subscribed. Every SNS mail carries a link that ends its subscription.
 */
export function pendingSubscriptions(
  deployment: Deployment,
  subscriptions: readonly Subscription[],
): readonly string[] {
  const unconfirmed = subscriptions
    .filter(({ confirmed }) => !confirmed)
    .map(({ topic, protocol }) => `${topic} ${protocol}`)
  const gone = topicNames.flatMap((topic) => {
    const subscribed = new Set(mailboxesOf(subscriptions.filter((subscription) => subscription.topic === topic)))
    return [...wantedMailboxes(deployment, topic)]
      .filter((address) => !subscribed.has(address))
      .map(() => `${topic} email`)
  })
  return [...unconfirmed, ...gone]
}

function mailboxesOf(subscriptions: readonly Subscription[]): readonly string[] {
  return subscriptions.filter(({ protocol }) => protocol === 'email').map(({ endpoint }) => endpoint.toLowerCase())
}

function wantedMailboxes(deployment: Deployment, topic: TopicName): ReadonlySet<string> {
  const subscribers = audienceOf(deployment, topic).map(({ subscriber }) => subscriber)
  return new Set(subscribers.flatMap((one) => (one.kind === 'email' ? [one.address.toLowerCase()] : [])))
}
