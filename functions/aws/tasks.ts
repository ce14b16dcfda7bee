import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs'
import type { ProbeTask } from '../core/tick/task.ts'
import type { Announce } from './announced-messages.ts'

/**
 * Announces tasks, and puts them on a batch queue: reviews on the queue of their probe location, all others on the first one. Rejects where the queue does
 * not accept a task.
 */
export function openTasks(
  client: SQSClient,
  queueUrls: ReadonlyMap<string, string>,
  { first, announce }: { readonly first: string; readonly announce: Announce },
) {
  return async (task: ProbeTask): Promise<void> => {
    const [location, DelaySeconds] = task.task === 'review' ? [task.location, task.delaySeconds] : [first, 0]
    const queueUrl = queueUrls.get(location)
    if (queueUrl === undefined) throw new Error(`no queue for the probe location ${location}`)
    const [MessageBody = ''] = await announce([task])
    await client.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody, DelaySeconds }))
  }
}
