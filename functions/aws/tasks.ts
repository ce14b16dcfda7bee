import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs'
import type { ProbeTask } from '../core/tick/task.ts'

/**
 * Puts errands on a queue that batches travel on, reviews on that of their vantage, all others on the first one; rejects where the
 * queue does not take one.
 */
export function openTasks(client: SQSClient, queueUrls: ReadonlyMap<string, string>, first: string) {
  return async (task: ProbeTask): Promise<void> => {
    const [location, DelaySeconds] = task.task === 'review' ? [task.location, task.delaySeconds] : [first, 0]
    const queueUrl = queueUrls.get(location)
    if (queueUrl === undefined) throw new Error(`there is no queue for ${location}`)
    await client.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: JSON.stringify(task), DelaySeconds }))
  }
}
