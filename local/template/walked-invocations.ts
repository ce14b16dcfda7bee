import type { Aws } from '../aws/aws.ts'
import type { InvocationOutcome } from '../lambda/runtime-api.ts'
import type { Authority } from './authority.ts'
import type { WalkedFunction } from './walked-functions.ts'

type Account = { readonly aws: Aws; readonly authority: Authority }

/**
 * Invokes a function asynchronously, like SNS and EventBridge Scheduler. An event that fails for good goes to the destination of
 * its configuration.
 */
export async function invokeEvent(
  target: WalkedFunction,
  event: unknown,
  account: Account,
): Promise<InvocationOutcome> {
  const outcome = await target.lambda.invokeEvent(event)
  if (!outcome.ok && target.onFailureArn !== null) sendAs(target.roleArn, target.onFailureArn, event, account)
  return outcome
}

/** Puts on a queue what could not be delivered, where the role may. */
export function sendAs(roleArn: string, queueArn: string, content: unknown, { aws, authority }: Account): void {
  const need = { action: 'sqs:SendMessage', resource: queueArn }
  if (authority.refused({ kind: 'role', arn: roleArn }, [need]) !== null) return
  const queue = aws.sqs.queue(queueArn.slice(queueArn.lastIndexOf(':') + 1))
  queue.send({ body: JSON.stringify(content), attributes: {}, senderId: roleArn, delayMs: 0 })
}
