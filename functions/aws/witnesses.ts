import type { Evidence } from '../core/consumers/evidence.ts'
import type { Witnessed } from '../core/model/consumer.ts'
import type { SecretHistory } from '../core/probe/versions/history.ts'
import { type clientOptions, errorName } from './clients.ts'

/** Asks AWS of a consumer. Each service's client is loaded by the first consumer that needs it: most deployments have none. */
export function openWitnesses(options: typeof clientOptions) {
  return async (consumer: Witnessed, history: SecretHistory): Promise<Evidence> => {
    try {
      return await ask(consumer, history, options)
    } catch (error) {
      return { kind: 'unclear', why: errorName(error) }
    }
  }
}

async function ask(consumer: Witnessed, history: SecretHistory, options: typeof clientOptions): Promise<Evidence> {
  switch (consumer.kind) {
    case 'ecs':
      return (await import('./witnesses/ecs.ts')).askEcs(consumer, history, options)
    case 'lambdaFunction':
      return (await import('./witnesses/lambda-function.ts')).askLambda(consumer, options)
    case 'cloudTrail':
      return (await import('./witnesses/cloud-trail.ts')).askCloudTrail(consumer, history, options)
  }
}
