import type { Subscription as ListedSubscription, SNSClient } from '@aws-sdk/client-sns'
import type { Subscription } from '../core/alerting/subscriptions.ts'
import { type TopicName, topicNames } from '../core/model/audience.ts'

type ListAll = (topicArn: string) => Promise<readonly ListedSubscription[]>

/** Lists every subscription of the topics. The first call loads the SNS client: only one tick in an hour needs it. */
export function openSubscriptions(
  options: ConstructorParameters<typeof SNSClient>[0],
  topicArns: Readonly<Record<TopicName, string>>,
) {
  let connected: Promise<ListAll> | null = null
  return async (): Promise<readonly Subscription[]> => {
    connected ??= connect(options)
    const listAll = await connected
    const topics = topicNames.map(async (topic) => (await listAll(topicArns[topic])).map((one) => read(topic, one)))
    return (await Promise.all(topics)).flat()
  }
}

async function connect(options: ConstructorParameters<typeof SNSClient>[0]): Promise<ListAll> {
  const { SNSClient, paginateListSubscriptionsByTopic } = await import('@aws-sdk/client-sns')
  const client = new SNSClient(options ?? {})
  return async (topicArn) => {
    const found: ListedSubscription[] = []
    for await (const { Subscriptions = [] } of paginateListSubscriptionsByTopic({ client }, { TopicArn: topicArn }))
      found.push(...Subscriptions)
    return found
  }
}

/** SNS puts `PendingConfirmation` in the place of the ARN, and `Deleted` for a while after a subscription ended. */
function read(topic: TopicName, listed: ListedSubscription): Subscription {
  const { Protocol: protocol = '', Endpoint: endpoint = '', SubscriptionArn: arn = '' } = listed
  return { topic, protocol, endpoint, confirmed: arn.startsWith('arn:') }
}
