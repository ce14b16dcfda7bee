import { audienceOf, type Routing, type TopicName } from './audience.ts'
import type { Subscriber } from './deployment.ts'
import { pagerDutyHosts } from './pagerduty-hosts.ts'

/** A subscription that a topic should have, as SNS lists it. */
export type WantedSubscription = {
  /** Protocol name of SNS. */
  readonly protocol: 'email' | 'https' | 'lambda' | 'sqs'
  /** It is `null` for the function `notify`, whose name CloudFormation makes up. Of a PagerDuty integration it is the host alone. */
  readonly endpoint: string | null
}

/** Lists the subscriptions that a topic should have, each once. */
export function wantedSubscriptions(routing: Routing, topic: TopicName): readonly WantedSubscription[] {
  const all = audienceOf(routing, topic).flatMap(({ subscriber }) => wantedFor(subscriber) ?? [])
  return [...new Map(all.map((one) => [JSON.stringify(one), one])).values()]
}

/** Returns the subscription of one subscriber; null for a chat channel, which listens to a topic of its own. */
function wantedFor(subscriber: Subscriber): WantedSubscription | null {
  switch (subscriber.kind) {
    case 'email':
      return { protocol: 'email', endpoint: subscriber.address.toLowerCase() }
    case 'https':
      return { protocol: 'https', endpoint: subscriber.url }
    case 'lambda':
      return { protocol: 'lambda', endpoint: subscriber.functionArn }
    case 'sqs':
      return { protocol: 'sqs', endpoint: subscriber.queueArn }
    case 'pagerduty':
      return subscriber.via === 'events'
        ? { protocol: 'lambda', endpoint: null }
        : { protocol: 'https', endpoint: `https://${pagerDutyHosts[subscriber.region]}/` }
    case 'slack':
    case 'teams':
      return null
    default:
      return subscriber satisfies never
  }
}
