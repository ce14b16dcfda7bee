import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs'
import type { ProbeTask } from '../core/tick/task.ts'

/**
 * Puts tasks on a batch queue: reviews on the queue of their probe location, all others on the first one. Rejects where the queue does
 * not accept a task.
 */
export function openTasks(client: SQSClient, queueUrls: ReadonlyMap<string, string>, first: string) {
  return async (task: ProbeTask): Promise<void> => {
    const [location, DelaySeconds] = task.task === 'review' ? [task.location, task.delaySeconds] : [first, 0]
    const queueUrl = queueUrls.get(location)
    if (queueUrl === undefined) throw new Error(`no queue for the probe location ${location}`)
    await client.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: JSON.stringify(task), DelaySeconds }))
  }
}
