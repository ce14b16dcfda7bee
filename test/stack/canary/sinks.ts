import type { Stack } from '../../../local/stack.ts'
import { itemsOf } from '../../support/stack.ts'

/** Everything that left the functions, by where it went; the one place where a token belongs, PutSecretValue, is left out. */
export async function sinksOf(stack: Stack, returned: readonly unknown[]): Promise<ReadonlyMap<string, string>> {
  const { sns, cloudwatch, sqs, dynamodb, secretsManager } = stack.aws
  const asked = secretsManager.calls.filter(({ operation }) => operation !== 'PutSecretValue')
  return new Map([
    ['what the functions printed', stack.output.join('')],
    ['what the functions returned', textOf(returned)],
    ['SNS', textOf([sns.calls, sns.published])],
    ['CloudWatch', textOf([cloudwatch.calls, cloudwatch.data])],
    ['SQS', textOf(sqs.calls)],
    ['DynamoDB', textOf([dynamodb.calls, await itemsOf(stack)])],
    ['Secrets Manager', textOf(asked)],
  ])
}

/** Every key, string and number in it, each on a line of its own and as it is. */
function textOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return `${value}\n`
  return Object.entries(value)
    .map(([key, member]) => `${key}\n${textOf(member)}`)
    .join('')
}
