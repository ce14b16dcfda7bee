import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs'
import type { CutBatch } from '../core/tick/batches.ts'
import type { Announce } from './announced-messages.ts'

/** Messages in one request (docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html). */
const messagesPerRequest = 10

/** Messages of any size in one request: SendMessageBatch takes 1 MiB in all, and one message has at most 200 KB. */
const messagesOfAnySize = 5

/** Announces batches, and puts them on the queue of their probe location. Rejects where a queue refuses one or is missing, so that the tick counts as failed. */
export function openQueues(client: SQSClient, queueUrls: ReadonlyMap<string, string>, announce: Announce) {
  return async (batches: readonly CutBatch[]): Promise<void> => {
    for (const [location, members] of Map.groupBy(batches, (batch) => batch.location)) {
      const queueUrl = queueUrls.get(location)
      if (queueUrl === undefined) throw new Error(`no queue for the probe location ${location}`)
      const bodies = await announce(members.map(({ message }) => message))
      await sendAll(
        client,
        queueUrl,
        members.map(({ delaySeconds }, index) => ({ body: bodies[index] ?? '', delaySeconds })),
      )
    }
  }
}

type Delayed = { readonly body: string; readonly delaySeconds: number }

async function sendAll(client: SQSClient, queueUrl: string, bodies: readonly Delayed[]): Promise<void> {
  const large = bodies.some(({ body }) => body.length > 100_000)
  const step = large ? messagesOfAnySize : messagesPerRequest
  for (let start = 0; start < bodies.length; start += step)
    await sendSome(client, queueUrl, bodies.slice(start, start + step))
}

async function sendSome(client: SQSClient, queueUrl: string, bodies: readonly Delayed[]): Promise<void> {
  const entries = bodies.map(({ body, delaySeconds }, index) => ({
    Id: String(index),
    MessageBody: body,
    DelaySeconds: delaySeconds,
  }))
  const { Failed: failed } = await client.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries: entries }))
  if (failed !== undefined && failed.length > 0)
    throw new Error(`the queue refused ${failed.length} of ${entries.length} batches`)
}
