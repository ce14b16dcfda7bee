import { accountId, arnOf } from './account.ts'
import { type Endpoint, startEndpoint } from './endpoint.ts'
import { jsonService } from './json.ts'
import { createQueue, type Queue, type QueueMessage, type QueueSettings } from './queue.ts'
import { AwsRefusal } from './refusal.ts'
import { sqsMessages } from './sqs-messages.ts'
import { sqsQueues } from './sqs-queues.ts'
export type Sqs = Endpoint & {
  readonly createQueue: (name: string, settings?: QueueSettings) => { readonly url: string; readonly arn: string }
  readonly queue: (name: string) => Queue
  /** Messages of any state. */
  readonly depth: (name: string) => number
  readonly messages: (name: string) => readonly QueueMessage[]
}

/** SQS's names for the same exceptions in its older protocol. */
const queryCodes = {
  QueueDoesNotExist: 'AWS.SimpleQueueService.NonExistentQueue',
  MessageNotInflight: 'AWS.SimpleQueueService.MessageNotInflight',
  TooManyEntriesInBatchRequest: 'AWS.SimpleQueueService.TooManyEntriesInBatchRequest',
  EmptyBatchRequest: 'AWS.SimpleQueueService.EmptyBatchRequest',
  BatchEntryIdsNotDistinct: 'AWS.SimpleQueueService.BatchEntryIdsNotDistinct',
  BatchRequestTooLong: 'AWS.SimpleQueueService.BatchRequestTooLong',
}

/** An SQS on loopback with standard queues. */
export async function startSqs({ now = Date.now }: { now?: () => number } = {}): Promise<Sqs> {
  const queues = new Map<string, Queue>()

  function queue(name: string): Queue {
    const found = queues.get(name)
    if (found === undefined) throw new AwsRefusal('QueueDoesNotExist', 'The specified queue does not exist.')
    return found
  }

  function open(name: string, settings: QueueSettings = {}): Queue {
    const { visibilityTimeoutSeconds = 30, delaySeconds = 0, redrive, policy = null, keyId = null } = settings
    const created = createQueue(
      {
        name,
        arn: arnOf('sqs', name),
        url: `${endpoint.url}/${accountId}/${name}`,
        visibilityTimeoutMs: visibilityTimeoutSeconds * 1_000,
        delayMs: delaySeconds * 1_000,
        redrive: redrive ? { queue: queue(redrive.queueName), maxReceiveCount: redrive.maxReceiveCount } : null,
        policy,
        keyId,
      },
      now,
    )
    queues.set(name, created)
    return created
  }

  const byUrl = (url: string) => queue(url.slice(url.lastIndexOf('/') + 1))
  const operations = {
    ...sqsQueues({ queue, byUrl, find: (name) => queues.get(name), open }),
    ...sqsMessages(byUrl),
  }
  const service = jsonService({ version: '1.0', operations, invalidCode: 'InvalidParameterValue', queryCodes })
  const endpoint = await startEndpoint(service, now)
  return {
    ...endpoint,
    queue,
    createQueue(name, settings) {
      const { url, arn } = open(name, settings)
      return { url, arn }
    },
    depth: (name) => queue(name).messages().length,
    messages: (name) => queue(name).messages(),
  }
}
