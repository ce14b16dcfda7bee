import { GetPolicyCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { GetQueueAttributesCommand, GetQueueUrlCommand, SQSClient } from '@aws-sdk/client-sqs'
import { errorName } from '../../functions/aws/clients.ts'
import type { Connection } from './connection.ts'

/** A function's or queue's own rules about who may deliver to it. */
export type RecipientRules =
  | {
      readonly kind: 'rules'
      /** Resource policy as JSON; null for none. */
      readonly policy: string | null
      /** Key of KMS that encrypts the queue; null for none, or for a function. */
      readonly keyId: string | null
    }
  | { readonly kind: 'missing' }
  /** Name of the error that AWS answered with, and the action that it refused. */
  | { readonly kind: 'unread'; readonly action: string; readonly error: string }

/** Reads the rules of functions and queues, each in its own Region. */
export function recipientReader({ options }: Pick<Connection, 'options'>) {
  return (arn: string): Promise<RecipientRules> => {
    const [, , service = '', region = ''] = arn.split(':')
    const there = { ...options, region }
    return service === 'lambda' ? functionRules(arn, new LambdaClient(there)) : queueRules(arn, new SQSClient(there))
  }
}

/** An ARN with a seventh part more names an alias or a version, which has a policy of its own. */
async function functionRules(arn: string, client: LambdaClient): Promise<RecipientRules> {
  const parts = arn.split(':')
  const [FunctionName, Qualifier] = [parts.slice(0, 7).join(':'), parts[7]]
  try {
    const { Policy: policy = null } = await client.send(
      new GetPolicyCommand({ FunctionName, ...(Qualifier === undefined ? {} : { Qualifier }) }),
    )
    return { kind: 'rules', policy, keyId: null }
  } catch (error) {
    // Lambda answers so for a function without a policy, and for one that does not exist.
    if (errorName(error) === 'ResourceNotFoundException') return { kind: 'rules', policy: null, keyId: null }
    return { kind: 'unread', action: 'lambda:GetPolicy', error: errorName(error) }
  }
}

async function queueRules(arn: string, client: SQSClient): Promise<RecipientRules> {
  const [, , , , QueueOwnerAWSAccountId = '', QueueName = ''] = arn.split(':')
  try {
    const { QueueUrl } = await client.send(new GetQueueUrlCommand({ QueueName, QueueOwnerAWSAccountId }))
    const { Attributes = {} } = await client.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['Policy', 'KmsMasterKeyId'] }),
    )
    return { kind: 'rules', policy: Attributes['Policy'] ?? null, keyId: Attributes['KmsMasterKeyId'] ?? null }
  } catch (error) {
    const name = errorName(error)
    if (name === 'QueueDoesNotExist') return { kind: 'missing' }
    return { kind: 'unread', action: 'sqs:GetQueueUrl and sqs:GetQueueAttributes', error: name }
  }
}
