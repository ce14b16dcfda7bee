import { arnOf } from './account.ts'

/** A message as SNS hands it to mail, queues and HTTPS. */
export type SnsNotification = {
  readonly Type: 'Notification'
  readonly MessageId: string
  readonly TopicArn: string
  readonly Subject: string | null
  readonly Message: string
  readonly Timestamp: string
  readonly MessageAttributes: Readonly<Record<string, { readonly Type: string; readonly Value: string }>>
}

/** The event that a subscribed Lambda function gets. */
export type SnsLambdaEvent = {
  readonly Records: readonly {
    readonly EventSource: 'aws:sns'
    readonly EventVersion: '1.0'
    readonly EventSubscriptionArn: string
    readonly Sns: SnsNotification
  }[]
}

export type MessageProtocol = 'email' | 'email-json' | 'http' | 'https' | 'sqs' | 'sms'

/** A protocol with who receives: a function its event, everybody else the notification. The endpoint is what lists show. */
export type TopicSubscriber =
  | readonly [protocol: 'lambda', deliver: (event: SnsLambdaEvent) => Promise<void>, endpoint?: string | undefined]
  | readonly [
      protocol: MessageProtocol,
      deliver: (notification: SnsNotification) => Promise<void>,
      endpoint?: string | undefined,
    ]

/** Subscribes somebody in the lab itself. */
export type Subscribe = {
  (topicArn: string, protocol: 'lambda', deliver: (event: SnsLambdaEvent) => Promise<void>, endpoint?: string): void
  (
    topicArn: string,
    protocol: MessageProtocol,
    deliver: (notification: SnsNotification) => Promise<void>,
    endpoint?: string,
  ): void
}

export type TopicSubscription = {
  readonly arn: string
  readonly protocol: string
  readonly endpoint: string
  /** Mailboxes and web endpoints are asked first. */
  confirmed: boolean
  /** Recipient in the lab; null for a subscription that was made over the wire. */
  readonly subscriber: TopicSubscriber | null
}

export type Topic = { readonly arn: string; readonly name: string; readonly subscriptions: TopicSubscription[] }

/** One accepted message. */
export type Published = {
  readonly messageId: string
  readonly topicArn: string
  readonly subject: string | null
  readonly message: string
  readonly structure: 'json' | null
  /** Message for each protocol; `default` for the others. */
  readonly byProtocol: Readonly<Record<string, string>>
  readonly attributes: SnsNotification['MessageAttributes']
  /** Epoch milliseconds. */
  readonly at: number
}

export function topicArn(name: string): string {
  return arnOf('sns', name)
}

/** Hands a message to one subscriber, in the text and wrapping of its protocol. */
export async function deliverPublication(published: Published, { arn, subscriber }: TopicSubscription): Promise<void> {
  if (subscriber === null) return
  const notification = notificationFor(published, subscriber[0])
  if (subscriber[0] !== 'lambda') return subscriber[1](notification)
  const record = { EventSource: 'aws:sns', EventVersion: '1.0', EventSubscriptionArn: arn, Sns: notification } as const
  await subscriber[1]({ Records: [record] })
}

function notificationFor(published: Published, protocol: string): SnsNotification {
  return {
    Type: 'Notification',
    MessageId: published.messageId,
    TopicArn: published.topicArn,
    Subject: published.subject,
    Message: published.byProtocol[protocol] ?? published.byProtocol['default'] ?? published.message,
    Timestamp: new Date(published.at).toISOString(),
    MessageAttributes: published.attributes,
  }
}
