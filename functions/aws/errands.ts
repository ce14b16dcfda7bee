import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs'
import type { Errand } from '../core/tick/errand.ts'

/**
 * Puts errands on a queue that batches travel on, reviews on that of their vantage, all others on the first one; rejects where the
 * queue does not take one.
 */
export function openErrands(client: SQSClient, queueUrls: ReadonlyMap<string, string>, first: string) {
  return async (errand: Errand): Promise<void> => {
    const [vantage, DelaySeconds] = errand.errand === 'review' ? [errand.vantage, errand.delaySeconds] : [first, 0]
    const queueUrl = queueUrls.get(vantage)
    if (queueUrl === undefined) throw new Error(`there is no queue for ${vantage}`)
    await client.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: JSON.stringify(errand), DelaySeconds }))
  }
}
