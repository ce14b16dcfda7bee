import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs'
import type { Errand } from '../core/errand.ts'

/** Puts errands on the queue that batches travel on; rejects where the queue does not take one. */
export function openErrands(client: SQSClient, queueUrl: string) {
  return async (errand: Errand): Promise<void> => {
    await client.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: JSON.stringify(errand) }))
  }
}
