import type { ConsumerEvidence } from '../core/consumers/evidence.ts'
import type { ObservedConsumer } from '../core/model/consumer.ts'
import type { SecretHistory } from '../core/probe/versions/history.ts'
import { type clientOptions, errorName } from './clients.ts'

/** Asks AWS about a consumer. The first consumer of a kind loads the client of its service: most deployments have none. */
export function openEvidenceSources(options: typeof clientOptions) {
  return async (consumer: ObservedConsumer, history: SecretHistory): Promise<ConsumerEvidence> => {
    try {
      return await ask(consumer, history, options)
    } catch (error) {
      return { kind: 'unclear', why: errorName(error) }
    }
  }
}

/** Lists the readers of a secret since its promotion, from the event history of the account; `null` where it cannot tell. */
export function openReaders(options: typeof clientOptions) {
  return async (history: SecretHistory): Promise<readonly string[] | null> => {
    const { listReaders } = await import('./evidence-sources/cloud-trail.ts')
    return listReaders(history, options).catch(() => null)
  }
}

async function ask(
  consumer: ObservedConsumer,
  history: SecretHistory,
  options: typeof clientOptions,
): Promise<ConsumerEvidence> {
  switch (consumer.kind) {
    case 'ecs':
      return (await import('./evidence-sources/ecs.ts')).askEcs(consumer, history, options)
    case 'lambdaFunction':
      return (await import('./evidence-sources/lambda-function.ts')).askLambda(consumer, options)
    case 'cloudTrail':
      return (await import('./evidence-sources/cloud-trail.ts')).askCloudTrail(consumer, history, options)
  }
}
