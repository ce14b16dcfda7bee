import { z } from 'zod'
import { accountId, arnOf, region } from '../../aws/account.ts'
import type { Need, NeedsByOperation } from './need.ts'

const toTopic = z.object({ TopicArn: z.string() })
const withKey = z.object({ KeyId: z.string(), EncryptionContext: z.record(z.string(), z.string()).default({}) })
const toQueue = z.object({ QueueUrl: z.string() })

/** KMS's own operations, where a function calls them itself. */
export function kmsNeeds(): NeedsByOperation {
  const onKey = (action: string) => (input: unknown) => {
    const { KeyId, EncryptionContext } = withKey.parse(input)
    const context = Object.entries(EncryptionContext).map(([key, value]) => [`kms:EncryptionContext:${key}`, value])
    return [{ action: `kms:${action}`, resource: KeyId, context: Object.fromEntries(context) }]
  }
  return { GenerateDataKey: onKey('GenerateDataKey'), Decrypt: onKey('Decrypt') }
}

/** Returns the needs of a publish: the topic, and the key that encrypts it. */
export function publishing(topicArn: string, keyArn: string | null): readonly Need[] {
  const context = {
    'kms:ViaService': `sns.${region}.amazonaws.com`,
    'kms:CallerAccount': accountId,
    'kms:EncryptionContext:aws:sns:topicArn': topicArn,
  }
  const underKey = keyArn === null ? [] : ['kms:GenerateDataKey', 'kms:Decrypt']
  return [
    { action: 'sns:Publish', resource: topicArn },
    ...underKey.map((action) => ({ action, resource: keyArn ?? '', context })),
  ]
}

/** SNS's operations; `keyOf` answers the key of a topic. */
export function snsNeeds(keyOf: (topicArn: string) => string | null): NeedsByOperation {
  const onTopic = (action: string) => (input: unknown) => [
    { action: `sns:${action}`, resource: toTopic.parse(input).TopicArn },
  ]
  return {
    Publish(input) {
      const { TopicArn } = toTopic.parse(input)
      return publishing(TopicArn, keyOf(TopicArn))
    },
    ListSubscriptionsByTopic: onTopic('ListSubscriptionsByTopic'),
    GetTopicAttributes: onTopic('GetTopicAttributes'),
  }
}

const toBus = z.object({ Entries: z.array(z.object({ Source: z.string(), DetailType: z.string() })) })

/** EventBridge's operations; each entry takes a permission of its own. */
export function eventBusNeeds(): NeedsByOperation {
  return {
    PutEvents: (input) =>
      toBus.parse(input).Entries.map(({ Source, DetailType }) => ({
        action: 'events:PutEvents',
        resource: arnOf('events', 'event-bus/default'),
        context: { 'events:source': Source, 'events:detail-type': DetailType },
      })),
  }
}

const namedQueue = z.object({ QueueName: z.string() })

/** SQS's operations; a batch takes what its single form takes. */
export function sqsNeeds(): NeedsByOperation {
  const onQueue = (action: string) => (input: unknown) => {
    const { QueueUrl } = toQueue.parse(input)
    return [{ action: `sqs:${action}`, resource: arnOf('sqs', QueueUrl.slice(QueueUrl.lastIndexOf('/') + 1)) }]
  }
  return {
    SendMessage: onQueue('SendMessage'),
    SendMessageBatch: onQueue('SendMessage'),
    ReceiveMessage: onQueue('ReceiveMessage'),
    DeleteMessage: onQueue('DeleteMessage'),
    DeleteMessageBatch: onQueue('DeleteMessage'),
    ChangeMessageVisibility: onQueue('ChangeMessageVisibility'),
    GetQueueAttributes: onQueue('GetQueueAttributes'),
    GetQueueUrl: (input) => [{ action: 'sqs:GetQueueUrl', resource: arnOf('sqs', namedQueue.parse(input).QueueName) }],
  }
}
