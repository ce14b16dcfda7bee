import type { Call } from '../../../local/aws/call.ts'
import { accessKeyIdFor } from '../../../local/aws/caller.ts'
import type { Stack } from '../../../local/stack.ts'
import { enqueuedBodies, nextEvent, stackCadence } from '../../support/stack.ts'
import type { Tokens } from './tokens.ts'
import type { CanaryWorld } from './world.ts'

/** Makes each service in turn refuse the functions, with a token in its message. Returns what the functions returned. */
export async function quoteTokensInErrors(
  { environment, stack }: CanaryWorld,
  tokens: Tokens,
): Promise<readonly unknown[]> {
  const { aws } = stack
  const returned: unknown[] = []
  const times = Number.POSITIVE_INFINITY
  const fault = { error: 'InternalFailure', status: 400, message: `refused: ${tokens.opaque('quoted by AWS')}` }
  const probe = ({ accessKeyId }: Call) => accessKeyId === accessKeyIdFor('tokenwatch-probe')
  const rounds: readonly (() => void)[] = [
    () => {
      // A newly invalid token has to be output.
      aws.secretsManager.put(`${environment}/healthy`, tokens.opaque('put there by mistake'))
      for (const operation of ['ListSecrets', 'RotateSecret']) aws.secretsManager.inject({ operation, times, fault })
      aws.sns.inject({ operation: 'Publish', times, fault })
      aws.cloudwatch.inject({ operation: '*', times, fault })
    },
    () => aws.secretsManager.inject({ operation: 'GetSecretValue', times, fault }),
    () => aws.dynamodb.inject({ operation: 'PutItem', times, fault, when: probe }),
    () => aws.dynamodb.inject({ operation: '*', times, fault }),
    () => aws.sqs.inject({ operation: '*', times, fault }),
  ]
  for (const inject of rounds) {
    inject()
    const ended = nextEvent(stack, ({ event }) => event === 'batch' || event === 'fault')
    returned.push(await stack.functions.tick.invoke({ cadence: stackCadence }))
    await ended
    returned.push(await stack.functions.probe.invoke(sqsEvent(stack), 'queue'))
    for (const service of [aws.secretsManager, aws.sns, aws.cloudwatch, aws.dynamodb, aws.sqs]) service.clearFaults()
  }
  return returned
}

/** Sends a batch again, and a rotation that nobody ordered. Returns what the functions returned. */
export async function sendForgeries({ environment, stack }: CanaryWorld, tokens: Tokens): Promise<readonly unknown[]> {
  const { arn } = stack.aws.secretsManager.describe(`${environment}/healthy`)
  const RotationToken = tokens.opaque('a forged RotationToken')
  const forged = { Step: 'createSecret', SecretId: arn, ClientRequestToken: crypto.randomUUID(), RotationToken }
  return [await stack.functions.probe.invoke(sqsEvent(stack), 'queue'), await stack.functions.rotate.invoke(forged)]
}

function sqsEvent(stack: Stack) {
  return { Records: [{ messageId: 'a-message', body: enqueuedBodies(stack).at(-1) }] }
}

/**
 * Returns the random parts of the rotation tokens in the recorded calls: what stands around the dashes of an id is the same in one of
 * some 260,000 others. A boundary: a recorded input has no type.
 */
export function rotationTokensOf(stack: Stack): readonly string[] {
  return stack.aws.secretsManager.calls
    .filter(({ operation }) => operation === 'PutSecretValue')
    .flatMap(({ input }) => (input as { RotationToken: string }).RotationToken.split('-'))
    .filter((part) => part.length >= 8)
}
