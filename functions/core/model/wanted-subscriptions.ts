import { audienceOf, type Routing, type TopicName } from './audience.ts'
import type { Subscriber } from './deployment.ts'
import { pagerDutyHosts } from './pagerduty-hosts.ts'

/** A subscription that a topic should have, as SNS lists it. */
export type WantedSubscription = {
  /** Protocol name of SNS. */
  readonly protocol: 'email' | 'https' | 'lambda' | 'sqs'
  /** It is `null` for the function `notify`, whose name CloudFormation makes up. Of a PagerDuty integration it is the host alone. */
  readonly endpoint: string | null
  /** Version of the key that an integration's address is made of: its address is a secret. Null for the others. */
  readonly integration: string | null
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
      return at('email', subscriber.address.toLowerCase())
    case 'https':
      return at('https', subscriber.url)
    case 'lambda':
      return at('lambda', subscriber.functionArn)
    case 'sqs':
      return at('sqs', subscriber.queueArn)
    case 'pagerduty':
      return subscriber.via === 'events'
        ? at('lambda', null)
        : at('https', `https://${pagerDutyHosts[subscriber.region]}/`, integrationOf(subscriber))
    case 'slack':
    case 'teams':
      return null
    default:
      return subscriber satisfies never
  }
}

function at(
  protocol: WantedSubscription['protocol'],
  endpoint: string | null,
  integration: string | null = null,
): WantedSubscription {
  return { protocol, endpoint, integration }
}

function integrationOf({
  integrationKey: { secretId, field },
  versionId,
}: Extract<Subscriber, { via: 'cloudwatch' }>): string {
  return [secretId, field, versionId].join(' ')
}
