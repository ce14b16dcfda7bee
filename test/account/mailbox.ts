import { DeleteMessageCommand, ReceiveMessageCommand, type SQSClient } from '@aws-sdk/client-sqs'
import { msUntil } from './question.ts'

/** Everything that the queue of a proof has received. A message that one question finds stays for the others. */
export type Mailbox = {
  /** Waits for a message that holds all of these texts. Resolves with the milliseconds that it took; null if none came. */
  readonly msUntilHeard: (texts: readonly string[], limitMs: number) => Promise<number | null>
}

export function openMailbox(sqs: SQSClient, queueUrl: string): Mailbox {
  const bodies: string[] = []
  async function receive(): Promise<void> {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl: queueUrl, WaitTimeSeconds: 10, MaxNumberOfMessages: 10 }),
    )
    for (const { Body = '', ReceiptHandle } of Messages) {
      bodies.push(Body)
      await sqs.send(new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle }))
    }
  }
  const isHeard = (texts: readonly string[]) => bodies.some((body) => texts.every((text) => body.includes(text)))
  return {
    msUntilHeard: (texts, limitMs) =>
      msUntil(async () => {
        if (!isHeard(texts)) await receive()
        return isHeard(texts)
      }, limitMs),
  }
}
