import type { QueueMessage } from './queue.ts'

/** Returns the system attributes of a message, as strings. */
export function systemAttributes(message: QueueMessage) {
  return {
    SenderId: message.senderId,
    SentTimestamp: String(message.sentAt),
    ApproximateReceiveCount: String(message.receiveCount),
    ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt ?? 0),
  }
}
