import type { Stack } from '../../../local/stack.ts'
import { itemsOf } from '../../support/stack.ts'

/** Output of the functions by its destination. PutSecretValue is left out, because a token belongs there. */
export async function sinksOf(stack: Stack, returned: readonly unknown[]): Promise<ReadonlyMap<string, string>> {
  const { sns, cloudwatch, sqs, dynamodb, eventBus, secretsManager } = stack.aws
  const asked = secretsManager.calls.filter(({ operation }) => operation !== 'PutSecretValue')
  return new Map([
    ['what the functions printed', stack.output.join('')],
    ['what the functions returned', textOf(returned)],
    ['SNS', textOf([sns.calls, sns.published])],
    ['CloudWatch', textOf([cloudwatch.calls, cloudwatch.data])],
    ['SQS', textOf(sqs.calls)],
    ['EventBridge', textOf([eventBus.calls, eventBus.events])],
    ['DynamoDB', textOf([dynamodb.calls, await itemsOf(stack)])],
    ['Secrets Manager', textOf(asked)],
  ])
}

/** Lists every key, string and number of a value, each unchanged on a line of its own. */
function textOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return `${value}\n`
  return Object.entries(value)
    .map(([key, member]) => `${key}\n${textOf(member)}`)
    .join('')
}
