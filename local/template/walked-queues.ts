import type { Aws } from '../aws/aws.ts'
import { mapQueue, type SqsEvent } from '../aws/event-source.ts'
import { createListeners } from '../aws/listeners.ts'
import type { Queue, QueueMessage } from '../aws/queue.ts'
import type { Authority } from './authority.ts'
import type { TemplatePlan } from './plan.ts'
import { eventSourceResource } from './resources/compute.ts'
import { queue } from './resources/messages.ts'
import { aliasesOf, functionNamed, type WalkedFunction } from './walked-functions.ts'

/** A queue with the function that it feeds. */
export type WalkedSource = {
  /** Resolves when every message that is on the queue has been handed to the function once. */
  readonly settled: () => Promise<void>
  readonly close: () => Promise<void>
}

/** Creates a plan's queues, those that take others' dead letters first. */
export function createQueues(plan: TemplatePlan, aws: Aws): void {
  const planned = plan.all(queue)
  const names = new Map(planned.map(({ name, attributes }) => [attributes['Arn'], name]))
  const deadLettersFirst = planned.toSorted(
    (a, b) => Number(a.properties.RedrivePolicy !== undefined) - Number(b.properties.RedrivePolicy !== undefined),
  )
  for (const { id, name, properties } of deadLettersFirst) {
    const { VisibilityTimeout, DelaySeconds, RedrivePolicy } = properties
    const target = RedrivePolicy && names.get(RedrivePolicy.deadLetterTargetArn)
    if (RedrivePolicy && target === undefined)
      throw new Error(`${id}: its dead letters go to no queue of this template`)
    aws.sqs.createQueue(name, {
      ...(VisibilityTimeout !== undefined && { visibilityTimeoutSeconds: VisibilityTimeout }),
      ...(DelaySeconds !== undefined && { delaySeconds: DelaySeconds }),
      ...(RedrivePolicy &&
        target !== undefined && { redrive: { queueName: target, maxReceiveCount: RedrivePolicy.maxReceiveCount } }),
    })
  }
}

/** Connects queues with the functions that they feed; throws where Lambda would refuse to. */
export function mapQueues(options: {
  plan: TemplatePlan
  aws: Aws
  authority: Authority
  functions: readonly WalkedFunction[]
}): readonly WalkedSource[] {
  const { plan, aws, authority, functions } = options
  const sources = plan.all(eventSourceResource).map(({ id, properties }) => {
    const { EventSourceArn: arn, BatchSize, ScalingConfig, FunctionResponseTypes } = properties
    const [name = '', alias] = properties.FunctionName.split(':')
    const target = functionNamed(functions, name)
    if (alias !== undefined && !aliasesOf(plan, name).includes(alias)) throw new Error(`${id}: no alias ${alias}`)
    const source = aws.sqs.queue(arn.slice(arn.lastIndexOf(':') + 1))
    const problem = refusal(source, target, authority)
    if (problem !== null) throw new Error(`${id}: ${problem}`)
    return {
      sqs: aws.sqs,
      queueName: source.name,
      batchSize: BatchSize,
      maximumConcurrency: ScalingConfig.MaximumConcurrency,
      reportBatchItemFailures: FunctionResponseTypes.length > 0,
      invoke: (event: SqsEvent) => target.lambda.invoke(event, alias),
    }
  })
  return sources.map(startSource)
}

function refusal(source: Queue, target: WalkedFunction, authority: Authority): string | null {
  if (source.visibilityTimeoutMs < target.timeoutSeconds * 1_000) {
    return 'the queue shows a message again before the function has timed out'
  }
  const needs = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'].map((action) => {
    return { action, resource: source.arn }
  })
  const denial = authority.refused({ kind: 'role', arn: target.roleArn }, needs)
  return denial === null ? null : `${denial.who} may not ${denial.action} on ${denial.resource}`
}

function startSource(options: Parameters<typeof mapQueue>[0]): WalkedSource {
  const source = options.sqs.queue(options.queueName)
  const handled = new Set<string>()
  const handledOne = createListeners<void>()
  const mapping = mapQueue({
    ...options,
    async invoke(event) {
      const outcome = await options.invoke(event)
      for (const { messageId } of event.Records) handled.add(messageId)
      handledOne.tell()
      return outcome
    },
  })
  return {
    async settled() {
      // A message that is delayed on purpose is for a later run.
      const isDue = ({ id, visibleAt, receiveCount }: QueueMessage) =>
        !handled.has(id) && (receiveCount > 0 || visibleAt <= performance.now())
      while (source.messages().some(isDue)) {
        await new Promise<void>((resolve) => {
          const stop = handledOne.add(() => {
            stop()
            resolve()
          })
        })
      }
    },
    close: mapping.close,
  }
}
