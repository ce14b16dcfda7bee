import { createHash, randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { createListeners } from './listeners.ts'

export type MessageAttribute = {
  readonly DataType: string
  readonly StringValue?: string
  readonly BinaryValue?: string
}

/** A message in its queue. */
export type QueueMessage = {
  readonly id: string
  readonly body: string
  readonly md5: string
  readonly attributes: Readonly<Record<string, MessageAttribute>>
  readonly senderId: string
  /** Epoch milliseconds, as are the following. */
  readonly sentAt: number
  readonly firstReceivedAt: number | null
  readonly receiveCount: number
  /** The handle of the last receipt; older ones do nothing any more. */
  readonly receipt: string | null
  /** Monotonic milliseconds. */
  readonly visibleAt: number
}

export type MessageToSend = Pick<QueueMessage, 'body' | 'attributes' | 'senderId'> & { readonly delayMs: number }

export type QueueOptions = {
  readonly name: string
  readonly arn: string
  readonly url: string
  readonly visibilityTimeoutMs: number
  readonly delayMs: number
  /** Queue for messages that were received this often and are still there. */
  readonly redrive: { readonly queue: Queue; readonly maxReceiveCount: number } | null
  /** Resource policy as JSON, and the key of KMS that encrypts the queue; null for none. */
  readonly policy: string | null
  readonly keyId: string | null
}

export type Queue = QueueOptions & {
  readonly send: (message: MessageToSend) => QueueMessage
  /** Takes what is visible, without waiting. */
  readonly receive: (max: number, visibilityTimeoutMs?: number) => QueueMessage[]
  /** The same, waiting until there is something, the time is over, or the signal fires. */
  readonly poll: (
    max: number,
    wait: { waitMs: number; signal: AbortSignal; visibilityTimeoutMs?: number | undefined },
  ) => Promise<QueueMessage[]>
  readonly remove: (receipt: string) => void
  /** False where the receipt is not that of a message in flight. */
  readonly changeVisibility: (receipt: string, visibilityTimeoutMs: number) => boolean
  readonly messages: () => readonly QueueMessage[]
  readonly counts: () => { readonly visible: number; readonly inFlight: number; readonly delayed: number }
  readonly moveHere: (message: QueueMessage) => void
}

/** A standard queue: at least once, roughly in order. */
export function createQueue(options: QueueOptions, now: () => number): Queue {
  const messages = new Map<string, QueueMessage>()
  const changed = createListeners<void>()
  const receive = receiver(options, messages, now)

  function store(message: QueueMessage): void {
    messages.set(message.id, message)
    changed.tell()
  }

  function inFlight(receipt: string): QueueMessage | undefined {
    const message = messages.get(receipt.split('#')[0] ?? '')
    return message?.receipt === receipt ? message : undefined
  }

  return {
    ...options,
    receive,
    send(given) {
      const md5 = createHash('md5').update(given.body).digest('hex')
      const { delayMs, ...content } = given
      const message = { ...content, id: randomUUID(), md5, ...unreceived(now(), delayMs) }
      store(message)
      return message
    },
    async poll(max, { waitMs, signal, visibilityTimeoutMs }) {
      const endsAt = performance.now() + waitMs
      for (;;) {
        const taken = signal.aborted ? [] : receive(max, visibilityTimeoutMs)
        if (taken.length > 0 || signal.aborted || performance.now() >= endsAt) return taken
        const next = Math.min(endsAt, ...[...messages.values()].map(({ visibleAt }) => visibleAt))
        await changeOrTime(changed.add, next - performance.now(), signal)
      }
    },
    remove: (receipt) => void messages.delete(inFlight(receipt)?.id ?? ''),
    changeVisibility(receipt, visibilityTimeoutMs) {
      const message = inFlight(receipt)
      if (message) store({ ...message, visibleAt: performance.now() + visibilityTimeoutMs })
      return message !== undefined
    },
    messages: () => [...messages.values()],
    counts() {
      const hidden = [...messages.values()].filter(({ visibleAt }) => visibleAt > performance.now())
      const delayed = hidden.filter(({ receiveCount }) => receiveCount === 0).length
      return { visible: messages.size - hidden.length, inFlight: hidden.length - delayed, delayed }
    },
    moveHere: (message) => store({ ...message, ...unreceived(message.sentAt, 0) }),
  }
}

/** Takes visible messages, and moves those that were received too often to the dead letters. */
function receiver(options: QueueOptions, messages: Map<string, QueueMessage>, now: () => number): Queue['receive'] {
  function receive(max: number, visibilityTimeoutMs = options.visibilityTimeoutMs): QueueMessage[] {
    const taken: QueueMessage[] = []
    for (const message of messages.values()) {
      if (taken.length === max) break
      if (message.visibleAt > performance.now()) continue
      if (options.redrive && message.receiveCount >= options.redrive.maxReceiveCount) {
        messages.delete(message.id)
        options.redrive.queue.moveHere(message)
      } else taken.push(take(message, visibilityTimeoutMs))
    }
    return taken
  }

  function take(message: QueueMessage, visibilityTimeoutMs: number): QueueMessage {
    const taken = {
      ...message,
      firstReceivedAt: message.firstReceivedAt ?? now(),
      receiveCount: message.receiveCount + 1,
      receipt: `${message.id}#${randomUUID()}`,
      visibleAt: performance.now() + visibilityTimeoutMs,
    }
    messages.set(message.id, taken)
    return taken
  }

  return receive
}

function unreceived(sentAt: number, delayMs: number) {
  return { sentAt, firstReceivedAt: null, receiveCount: 0, receipt: null, visibleAt: performance.now() + delayMs }
}

/** Waits for a change, at most until the next message becomes visible. */
async function changeOrTime(
  onChange: (listener: () => void) => () => void,
  waitMs: number,
  signal: AbortSignal,
): Promise<void> {
  const woken = new AbortController()
  const stopListening = onChange(() => woken.abort())
  // One millisecond more: timers may fire a little early, and a message that is not visible yet would be asked for again.
  await delay(Math.max(0, waitMs) + 1, undefined, { signal: AbortSignal.any([signal, woken.signal]) }).catch(() => {})
  stopListening()
}

export type QueueSettings = {
  /** SQS's own default is 30 s. */
  readonly visibilityTimeoutSeconds?: number
  readonly delaySeconds?: number
  readonly redrive?: { readonly queueName: string; readonly maxReceiveCount: number }
  readonly policy?: string
  readonly keyId?: string
}
