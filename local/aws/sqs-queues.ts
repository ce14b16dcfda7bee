import { z } from 'zod'
import { type Operations, operation } from './operation.ts'
import type { Queue, QueueSettings } from './queue.ts'

const seconds = z
  .string()
  .regex(/^\d{1,6}$/)
  .transform(Number)

const redrivePolicy = z
  .string()
  .transform((text): unknown => JSON.parse(text))
  .pipe(z.object({ deadLetterTargetArn: z.string(), maxReceiveCount: z.coerce.number().int().min(1).max(1_000) }))

/** The operations on queues themselves. */
export function sqsQueues(lab: {
  queue: (name: string) => Queue
  byUrl: (url: string) => Queue
  find: (name: string) => Queue | undefined
  open: (name: string, settings: QueueSettings) => Queue
}): Operations {
  return {
    CreateQueue: operation(
      z.strictObject({
        QueueName: z.string().regex(/^[\w-]{1,80}$/),
        Attributes: z
          .strictObject({
            VisibilityTimeout: seconds.optional(),
            DelaySeconds: seconds.optional(),
            RedrivePolicy: redrivePolicy.optional(),
            Policy: z.string().optional(),
            KmsMasterKeyId: z.string().optional(),
          })
          .optional(),
        tags: z.unknown().optional(),
      }),
      ({ QueueName, Attributes = {} }) => {
        const { VisibilityTimeout, DelaySeconds, RedrivePolicy, Policy: policy, KmsMasterKeyId: keyId } = Attributes
        const settings = {
          ...(policy !== undefined && { policy }),
          ...(keyId !== undefined && { keyId }),
          ...(VisibilityTimeout !== undefined && { visibilityTimeoutSeconds: VisibilityTimeout }),
          ...(DelaySeconds !== undefined && { delaySeconds: DelaySeconds }),
          ...(RedrivePolicy && { redrive: redriveOf(RedrivePolicy) }),
        }
        return { QueueUrl: (lab.find(QueueName) ?? lab.open(QueueName, settings)).url }
      },
    ),
    GetQueueUrl: operation(
      z.strictObject({ QueueName: z.string(), QueueOwnerAWSAccountId: z.string().optional() }),
      ({ QueueName }) => {
        return { QueueUrl: lab.queue(QueueName).url }
      },
    ),
    GetQueueAttributes: operation(
      z.strictObject({ QueueUrl: z.string(), AttributeNames: z.array(z.string()).optional() }),
      ({ QueueUrl, AttributeNames = [] }) => {
        const wanted = Object.entries(attributesOf(lab.byUrl(QueueUrl))).filter(
          ([name]) => AttributeNames.includes('All') || AttributeNames.includes(name),
        )
        return { Attributes: Object.fromEntries(wanted) }
      },
    ),
  }
}

function redriveOf(policy: z.output<typeof redrivePolicy>): NonNullable<QueueSettings['redrive']> {
  const arn = policy.deadLetterTargetArn
  return { queueName: arn.slice(arn.lastIndexOf(':') + 1), maxReceiveCount: policy.maxReceiveCount }
}

function attributesOf(queue: Queue): Record<string, string> {
  const { visible, inFlight, delayed } = queue.counts()
  const { redrive, policy, keyId } = queue
  return {
    QueueArn: queue.arn,
    ApproximateNumberOfMessages: String(visible),
    ApproximateNumberOfMessagesNotVisible: String(inFlight),
    ApproximateNumberOfMessagesDelayed: String(delayed),
    VisibilityTimeout: String(queue.visibilityTimeoutMs / 1_000),
    DelaySeconds: String(queue.delayMs / 1_000),
    ...(policy !== null && { Policy: policy }),
    ...(keyId !== null && { KmsMasterKeyId: keyId }),
    ...(redrive && {
      RedrivePolicy: JSON.stringify({
        deadLetterTargetArn: redrive.queue.arn,
        maxReceiveCount: redrive.maxReceiveCount,
      }),
    }),
  }
}
