import { z } from 'zod'
import { accountId } from './account.ts'
import { type Operations, operation } from './operation.ts'
import { pageOf } from './paging.ts'
import { publication, publishParameters } from './publication.ts'
import type { Published, Topic } from './topic.ts'

const unused = z.unknown().optional()

/** Protocols whose subscribers have to say that they want to hear. */
const asked = new Set(['email', 'email-json', 'http', 'https'])

/** SNS over the wire. */
export function snsOperations(lab: {
  topicOf: (arn: string) => Topic
  createTopic: (name: string) => string
  publish: (message: Published) => void
  now: () => number
}): Operations {
  return {
    Publish: operation(publishParameters, (input) => {
      const message = publication(input, lab.now())
      lab.publish(message)
      return { MessageId: message.messageId }
    }),
    CreateTopic: operation(
      z.strictObject({ Name: z.string().regex(/^[\w-]{1,256}$/), Attributes: unused, Tags: unused }),
      ({ Name }) => ({ TopicArn: lab.createTopic(Name) }),
    ),
    Subscribe: operation(
      z.strictObject({
        TopicArn: z.string(),
        Protocol: z.string(),
        Endpoint: z.string().min(1),
        Attributes: unused,
        ReturnSubscriptionArn: unused,
      }),
      ({ TopicArn, Protocol: protocol, Endpoint: endpoint }) => {
        const { subscriptions } = lab.topicOf(TopicArn)
        const arn = `${TopicArn}:${subscriptions.length}`
        const confirmed = !asked.has(protocol)
        subscriptions.push({ arn, protocol, endpoint, confirmed, subscriber: null })
        return { SubscriptionArn: confirmed ? arn : 'pending confirmation' }
      },
    ),
    ListSubscriptionsByTopic: operation(
      z.strictObject({ TopicArn: z.string(), NextToken: z.string().optional() }),
      ({ TopicArn, NextToken }) => {
        const { page, nextToken } = pageOf(lab.topicOf(TopicArn).subscriptions, { NextToken })
        const member = page.map(({ arn, protocol, endpoint, confirmed }) => {
          const SubscriptionArn = confirmed ? arn : 'PendingConfirmation'
          return { TopicArn, SubscriptionArn, Protocol: protocol, Endpoint: endpoint, Owner: accountId }
        })
        return { Subscriptions: { member }, NextToken: nextToken }
      },
    ),
    GetTopicAttributes: operation(z.strictObject({ TopicArn: z.string() }), ({ TopicArn }) => {
      const { subscriptions } = lab.topicOf(TopicArn)
      const confirmed = subscriptions.filter((subscription) => subscription.confirmed).length
      const attributes = {
        TopicArn,
        Owner: accountId,
        SubscriptionsConfirmed: confirmed,
        SubscriptionsPending: subscriptions.length - confirmed,
      }
      return { Attributes: { entry: Object.entries(attributes).map(([key, value]) => ({ key, value })) } }
    }),
  }
}
