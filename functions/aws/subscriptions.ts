import type { ListSubscriptionsByTopicCommandOutput, SNSClient } from '@aws-sdk/client-sns'
import type { Subscription } from '../core/alerting/subscriptions.ts'
import { type TopicName, topicNames } from '../core/model/audience.ts'

/** Subscriptions come by the hundred; a topic of ours has a handful. */
const mostPages = 20

type ListPage = (topicArn: string, next: string | undefined) => Promise<ListSubscriptionsByTopicCommandOutput>

/** Everybody who is subscribed to the topics. The SNS client is loaded with the first look, since one in an hour takes one. */
export function openSubscriptions(
  options: ConstructorParameters<typeof SNSClient>[0],
  topicArns: Readonly<Record<TopicName, string>>,
) {
  let connected: Promise<ListPage> | null = null
  return async (): Promise<readonly Subscription[]> => {
    connected ??= connect(options)
    const listPage = await connected
    const topics = topicNames.map((topic) => subscriptionsOf(topic, topicArns[topic], listPage))
    return (await Promise.all(topics)).flat()
  }
}

async function connect(options: ConstructorParameters<typeof SNSClient>[0]): Promise<ListPage> {
  const { SNSClient, ListSubscriptionsByTopicCommand } = await import('@aws-sdk/client-sns')
  const client = new SNSClient(options ?? {})
  return (topicArn, next) =>
    client.send(
      new ListSubscriptionsByTopicCommand({ TopicArn: topicArn, ...(next === undefined ? {} : { NextToken: next }) }),
    )
}

async function subscriptionsOf(
  topic: TopicName,
  topicArn: string,
  listPage: ListPage,
): Promise<readonly Subscription[]> {
  const found: Subscription[] = []
  let next: string | undefined
  for (let pages = 0; pages < mostPages; pages += 1) {
    const { Subscriptions: listed = [], NextToken: token } = await listPage(topicArn, next)
    // In the place of an ARN stands `PendingConfirmation`, or `Deleted` for a while after the end.
    for (const { Protocol: protocol = '', Endpoint: endpoint = '', SubscriptionArn: arn = '' } of listed)
      found.push({ topic, protocol, endpoint, confirmed: arn.startsWith('arn:') })
    if (token === undefined) break
    next = token
  }
  return found
}
