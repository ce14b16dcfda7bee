import type { RememberOpening } from '../core/state/sent-opening.ts'
import { type OpeningTask, openingDelay } from '../core/tick/task.ts'
import { clientOptions } from './clients.ts'

/**
 * Puts openings on the queue that the function itself polls. Loads the SQS client with the first one, because most containers send none.
 * Rejects where the queue does not accept it.
 */
export function openOwnQueue(queueUrl: string, now: () => number): RememberOpening {
  let client: ReturnType<typeof connectSqs> | null = null
  return async ({ at, ...opening }) => {
    client ??= connectSqs()
    const task: OpeningTask = { task: 'opening', ...opening, tick: at }
    await (await client)(queueUrl, JSON.stringify(task), openingDelay({ at }, now()))
  }
}

async function connectSqs(): Promise<(queueUrl: string, body: string, delaySeconds: number) => Promise<unknown>> {
  const { SendMessageCommand, SQSClient } = await import('@aws-sdk/client-sqs')
  const client = new SQSClient(clientOptions)
  return (QueueUrl, MessageBody, DelaySeconds) =>
    client.send(new SendMessageCommand({ QueueUrl, MessageBody, DelaySeconds }))
}
