import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs'
import type { CutBatch } from '../core/tick/batches.ts'

/** Messages in one request (docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html). */
const messagesPerRequest = 10

/** Messages of any size in one request: SendMessageBatch takes 1 MiB in all, and one message has at most 200 KB. */
const messagesOfAnySize = 5

/** Puts batches on the queue of their probe location. Rejects where a queue refuses one or is missing, so that the tick counts as failed. */
export function openQueues(client: SQSClient, queueUrls: ReadonlyMap<string, string>) {
  return async (batches: readonly CutBatch[]): Promise<void> => {
    for (const [location, members] of Map.groupBy(batches, (batch) => batch.location)) {
      const queueUrl = queueUrls.get(location)
      if (queueUrl === undefined) throw new Error(`no queue for the probe location ${location}`)
      await sendAll(client, queueUrl, members)
    }
  }
}

async function sendAll(client: SQSClient, queueUrl: string, batches: readonly CutBatch[]): Promise<void> {
  const bodies = batches.map(({ message, delaySeconds }) => ({ body: JSON.stringify(message), delaySeconds }))
  const large = bodies.some(({ body }) => body.length > 100_000)
  const step = large ? messagesOfAnySize : messagesPerRequest
  for (let start = 0; start < bodies.length; start += step)
    await sendSome(client, queueUrl, bodies.slice(start, start + step))
}

async function sendSome(
  client: SQSClient,
  queueUrl: string,
  bodies: readonly { body: string; delaySeconds: number }[],
): Promise<void> {
  const entries = bodies.map(({ body, delaySeconds }, index) => ({
    Id: String(index),
    MessageBody: body,
    DelaySeconds: delaySeconds,
  }))
  const { Failed: failed } = await client.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries: entries }))
  if (failed !== undefined && failed.length > 0)
    throw new Error(`the queue refused ${failed.length} of ${entries.length} batches`)
}
