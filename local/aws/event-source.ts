import { z } from 'zod'
import { region } from './account.ts'
import type { Queue, QueueMessage } from './queue.ts'
import { systemAttributes } from './queue-message.ts'
import type { Sqs } from './sqs.ts'

/** Answer of a function, as far as the event source mapping of Lambda reads it. */
export type EventSourceInvoke = (event: SqsEvent) => Promise<{ readonly ok: boolean; readonly payload?: unknown }>

/** The event that a function gets from a queue. */
export type SqsEvent = { readonly Records: readonly ReturnType<typeof recordOf>[] }

/**
 * Lambda's event source mapping: polls the queue, invokes the function, deletes what it dealt with. What it did not deal
 * with stays and comes back after the queue's visibility timeout. Closing waits for the invocations under way.
 */
export function mapQueue(options: {
  sqs: Sqs
  queueName: string
  batchSize: number
  maximumConcurrency: number
  invoke: EventSourceInvoke
  reportBatchItemFailures: boolean
}): { readonly close: () => Promise<void> } {
  const queue = options.sqs.queue(options.queueName)
  const closing = new AbortController()

  async function pollUntilClosed(): Promise<void> {
    while (!closing.signal.aborted) {
      const messages = await queue.poll(options.batchSize, { waitMs: 20_000, signal: closing.signal })
      if (messages.length > 0) await handle(messages)
    }
  }

  async function handle(messages: readonly QueueMessage[]): Promise<void> {
    const event = { Records: messages.map((message) => recordOf(message, queue)) }
    const outcome = await options.invoke(event).catch(() => ({ ok: false }))
    const kept = keptIds(outcome, messages, options.reportBatchItemFailures)
    for (const { id, receipt } of messages) if (receipt !== null && !kept.has(id)) queue.remove(receipt)
  }

  const pollers = Array.from({ length: options.maximumConcurrency }, pollUntilClosed)
  return {
    async close() {
      closing.abort()
      await Promise.all(pollers)
    },
  }
}

const partialAnswer = z.object({ batchItemFailures: z.array(z.object({ itemIdentifier: z.string() })).nullish() })

/** An answer that names an unknown message, or is not of the agreed shape, counts as a failure of the whole batch. */
function keptIds(
  outcome: { ok: boolean; payload?: unknown },
  messages: readonly QueueMessage[],
  partial: boolean,
): ReadonlySet<string> {
  const all = new Set(messages.map(({ id }) => id))
  if (!outcome.ok) return all
  if (!partial || outcome.payload === null || outcome.payload === undefined) return new Set()
  const answer = partialAnswer.safeParse(outcome.payload)
  if (!answer.success) return all
  const failed = new Set((answer.data.batchItemFailures ?? []).map(({ itemIdentifier }) => itemIdentifier))
  return [...failed].every((id) => all.has(id)) ? failed : all
}

function recordOf(message: QueueMessage, queue: Queue) {
  return {
    messageId: message.id,
    receiptHandle: message.receipt ?? '',
    body: message.body,
    attributes: systemAttributes(message),
    messageAttributes: Object.fromEntries(
      Object.entries(message.attributes).map(([name, { DataType, StringValue, BinaryValue }]) => [
        name,
        { dataType: DataType, stringValue: StringValue, binaryValue: BinaryValue },
      ]),
    ),
    md5OfBody: message.md5,
    eventSource: 'aws:sqs',
    eventSourceARN: queue.arn,
    awsRegion: region,
  }
}
