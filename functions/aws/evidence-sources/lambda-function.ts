import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda'
import type { ConsumerEvidence } from '../../core/consumers/evidence.ts'
import type { ObservedConsumer } from '../../core/model/consumer.ts'
import type { clientOptions } from '../clients.ts'

/** Returns the time of a function's last deployment. The answer also holds its environment, which is neither read nor kept. */
export async function askLambda(
  { functionArn }: Extract<ObservedConsumer, { readonly kind: 'lambdaFunction' }>,
  options: typeof clientOptions,
): Promise<ConsumerEvidence> {
  const client = new LambdaClient(options)
  try {
    const { LastModified: modified = '' } = await client.send(
      new GetFunctionConfigurationCommand({ FunctionName: functionArn }),
    )
    // Lambda writes the zone without a colon: 2026-11-21T10:00:00.000+0000.
    const at = Date.parse(modified.replace(/([+-]\d\d)(\d\d)$/, '$1:$2'))
    return Number.isNaN(at) ? { kind: 'unclear', why: 'no_date' } : { kind: 'started', at: [at] }
  } finally {
    client.destroy()
  }
}
