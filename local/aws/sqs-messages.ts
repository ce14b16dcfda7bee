import { z } from 'zod'
import { senderIdOf } from './caller.ts'
import type { AwsExchange } from './endpoint.ts'
import { type Operations, operation } from './operation.ts'
import type { Queue, QueueMessage } from './queue.ts'
import { systemAttributes } from './queue-message.ts'
import { AwsRefusal } from './refusal.ts'
import { batchOf, eachOf, refuseBadBatch } from './sqs-batch.ts'

const maxQueuedBytes = 1_048_576
const hiddenSeconds = z.int().min(0).max(43_200)

const content = {
  MessageBody: z.string().min(1),
  DelaySeconds: z.int().min(0).max(900).optional(),
  MessageAttributes: z
    .record(
      z.string(),
      z.strictObject({
        DataType: z.string(),
        StringValue: z.string().exactOptional(),
        BinaryValue: z.string().exactOptional(),
      }),
    )
    .optional(),
}

/** The operations on messages. */
export function sqsMessages(byUrl: (url: string) => Queue): Operations {
  return {
    SendMessage: operation(z.strictObject({ QueueUrl: z.string(), ...content }), (input, exchange) => {
      const queue = byUrl(input.QueueUrl)
      refuseTooLong([input], 'InvalidParameterValue')
      return sent(queue, input, exchange)
    }),
    SendMessageBatch: operation(batchOf(content), ({ QueueUrl, Entries }, exchange) => {
      const queue = byUrl(QueueUrl)
      refuseBadBatch(Entries)
      refuseTooLong(Entries, 'BatchRequestTooLong')
      return eachOf(Entries, (entry) => sent(queue, entry, exchange))
    }),
    ReceiveMessage: operation(
      z.strictObject({
        QueueUrl: z.string(),
        MaxNumberOfMessages: z.int().min(1).max(10).optional(),
        VisibilityTimeout: hiddenSeconds.optional(),
        WaitTimeSeconds: z.int().min(0).max(20).optional(),
        AttributeNames: z.array(z.string()).optional(),
        MessageSystemAttributeNames: z.array(z.string()).optional(),
        MessageAttributeNames: z.array(z.string()).optional(),
      }),
      async (input, { signal }) => {
        const received = await byUrl(input.QueueUrl).poll(input.MaxNumberOfMessages ?? 1, {
          waitMs: (input.WaitTimeSeconds ?? 0) * 1_000,
          visibilityTimeoutMs: input.VisibilityTimeout === undefined ? undefined : input.VisibilityTimeout * 1_000,
          signal,
        })
        const system = [...(input.AttributeNames ?? []), ...(input.MessageSystemAttributeNames ?? [])]
        const messages = received.map((message) => messageAnswer(message, system, input.MessageAttributeNames ?? []))
        return messages.length === 0 ? {} : { Messages: messages }
      },
    ),
    DeleteMessage: operation(
      z.strictObject({ QueueUrl: z.string(), ReceiptHandle: z.string() }),
      ({ QueueUrl, ReceiptHandle }) => byUrl(QueueUrl).remove(ReceiptHandle),
    ),
    DeleteMessageBatch: operation(batchOf({ ReceiptHandle: z.string() }), ({ QueueUrl, Entries }) => {
      const queue = byUrl(QueueUrl)
      refuseBadBatch(Entries)
      return eachOf(Entries, ({ ReceiptHandle }) => {
        queue.remove(ReceiptHandle)
        return {}
      })
    }),
    ChangeMessageVisibility: operation(
      z.strictObject({ QueueUrl: z.string(), ReceiptHandle: z.string(), VisibilityTimeout: hiddenSeconds }),
      (input) => changeVisibility(byUrl(input.QueueUrl), input),
    ),
    ChangeMessageVisibilityBatch: operation(
      batchOf({ ReceiptHandle: z.string(), VisibilityTimeout: hiddenSeconds }),
      ({ QueueUrl, Entries }) => {
        const queue = byUrl(QueueUrl)
        refuseBadBatch(Entries)
        return eachOf(Entries, (entry) => changeVisibility(queue, entry))
      },
    ),
  }
}

type Content = z.output<z.ZodObject<typeof content>>

function refuseTooLong(contents: readonly Content[], code: string): void {
  const bytes = contents.reduce((sum, { MessageBody }) => sum + Buffer.byteLength(MessageBody), 0)
  if (bytes > maxQueuedBytes) throw new AwsRefusal(code, `Must be shorter than ${maxQueuedBytes} bytes.`)
}

function sent(queue: Queue, input: Content, { call }: AwsExchange) {
  const { id, md5 } = queue.send({
    body: input.MessageBody,
    attributes: input.MessageAttributes ?? {},
    senderId: senderIdOf(call.accessKeyId),
    delayMs: input.DelaySeconds === undefined ? queue.delayMs : input.DelaySeconds * 1_000,
  })
  return { MessageId: id, MD5OfMessageBody: md5 }
}

function changeVisibility(queue: Queue, input: { ReceiptHandle: string; VisibilityTimeout: number }): object {
  if (queue.changeVisibility(input.ReceiptHandle, input.VisibilityTimeout * 1_000)) return {}
  throw new AwsRefusal('MessageNotInflight', 'The specified message is not in flight.')
}

/** SQS hands out attributes only to those who ask. */
function messageAnswer(message: QueueMessage, system: readonly string[], own: readonly string[]) {
  const notified = <T>(attributes: Readonly<Record<string, T>>, names: readonly string[]) =>
    Object.fromEntries(Object.entries(attributes).filter(([name]) => names.includes('All') || names.includes(name)))
  return {
    MessageId: message.id,
    ReceiptHandle: message.receipt,
    Body: message.body,
    MD5OfBody: message.md5,
    Attributes: notified(systemAttributes(message), system),
    MessageAttributes: notified(message.attributes, own),
  }
}
