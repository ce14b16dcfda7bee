import { type TopicName, topicNames } from '../model/audience.ts'
import { shortestCadence } from '../model/cadences.ts'
import type { Deployment } from '../model/deployment.ts'
import { type WantedSubscription, wantedSubscriptions } from '../model/wanted-subscriptions.ts'
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
 * Lists the subscribers of a deployment that receive nothing, as `page email`: unconfirmed subscriptions, and subscribers of the config
 * that are no longer subscribed. Every SNS mail carries a link that ends its subscription, and a change of the stack may end others.
 */
export function pendingSubscriptions(
  deployment: Deployment,
  subscriptions: readonly Subscription[],
): readonly string[] {
  const unconfirmed = subscriptions
    .filter(({ confirmed }) => !confirmed)
    .map(({ topic, protocol }) => `${topic} ${protocol}`)
  const gone = topicNames.flatMap((topic) => {
    const subscribed = subscriptions.filter((subscription) => subscription.topic === topic)
    const wanted = wantedSubscriptions(deployment, topic)
    const lost = wanted.filter((one) => one.integration === null && !isSubscribed(one, wanted, subscribed))
    return [...lost, ...lostIntegrations(wanted, subscribed)].map(({ protocol }) => `${topic} ${protocol}`)
  })
  return [...unconfirmed, ...gone]
}

/**
 * Returns as many integrations of PagerDuty as have no subscription. Their addresses are secrets, so they are counted: each needs an address
 * at its host that no other subscriber of the config has.
 */
function lostIntegrations(
  wanted: readonly WantedSubscription[],
  subscribed: readonly Subscription[],
): readonly WantedSubscription[] {
  const named = new Set(wanted.filter(({ integration }) => integration === null).map(({ endpoint }) => endpoint))
  const free = new Set(subscribed.map(({ endpoint }) => endpoint).filter((endpoint) => !named.has(endpoint)))
  const integrations = wanted.filter(({ integration }) => integration !== null)
  return [...Map.groupBy(integrations, ({ endpoint }) => hostOf(endpoint))].flatMap(([host, some]) => {
    const there = [...free].filter((endpoint) => hostOf(endpoint) === host).length
    return some.slice(there)
  })
}

const hostOf = (endpoint: string | null): string | null => URL.parse(endpoint ?? '')?.host ?? null

/** Returns true if one of the subscriptions is the wanted one. Any function that the config does not name may be `notify`. */
function isSubscribed(
  { protocol, endpoint }: Pick<WantedSubscription, 'protocol' | 'endpoint'>,
  wanted: readonly WantedSubscription[],
  subscribed: readonly Subscription[],
): boolean {
  const listed = subscribed.filter((one) => one.protocol === protocol)
  if (endpoint !== null) return listed.some((one) => comparable(one) === comparable({ protocol, endpoint }))
  return listed.some((one) => !wanted.some((other) => other.protocol === protocol && other.endpoint === one.endpoint))
}

/** Writes an endpoint as it is compared. SNS hides the password of a URL. */
function comparable({ protocol, endpoint }: Pick<Subscription, 'protocol' | 'endpoint'>): string {
  if (protocol === 'email') return endpoint.toLowerCase()
  const url = protocol === 'https' ? URL.parse(endpoint) : null
  return url === null ? endpoint : `${url.host}${url.pathname}${url.search}`
}
