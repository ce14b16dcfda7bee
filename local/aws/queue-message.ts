import type { QueueMessage } from './queue.ts'

/** What SQS tells about a message besides its content, as strings. */
export function systemAttributes(message: QueueMessage) {
  return {
    SenderId: message.senderId,
    SentTimestamp: String(message.sentAt),
    ApproximateReceiveCount: String(message.receiveCount),
    ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt ?? 0),
  }
}
