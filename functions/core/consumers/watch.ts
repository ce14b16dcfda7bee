import type { Check } from '../model/check.ts'
import type { Consumer, ObservedConsumer } from '../model/consumer.ts'
import type { Network } from '../probe/network/network.ts'
import type { SecretHistory } from '../probe/versions/history.ts'
import type { Log } from '../state/log.ts'
import { type ConsumerEvidence, judgeConsumer } from './evidence.ts'
import { askHealth } from './health.ts'
import type { ConsumerObservation, ConsumerObservations } from './observations.ts'

export type ConsumerWatchDependencies = {
  readonly network: Network
  /** Asks AWS for evidence of a consumer. Never rejects: if AWS refuses or does not know, the evidence is `unclear`. */
  evidenceSource(consumer: ObservedConsumer, history: SecretHistory): Promise<ConsumerEvidence>
  readonly log: Log
  now(): number
}

/** Observes every consumer of one credential, all at once: there are only a few. */
export async function watchConsumers(
  check: Check,
  history: SecretHistory,
  dependencies: ConsumerWatchDependencies,
): Promise<ConsumerObservations> {
  const at = dependencies.now()
  const consumers = await Promise.all(
    check.consumers.map(async (consumer): Promise<ConsumerObservation> => {
      const evidence = await evidenceOf(consumer, check, history, dependencies)
      const state = judgeConsumer(evidence, history, at)
      const shown = evidence.kind === 'unclear' ? evidence.why : evidence.kind
      dependencies.log({ event: 'consumer', check: check.key, consumer: consumer.name, state, shown })
      return { consumer: consumer.name, state }
    }),
  )
  const { currentId, previousId, promotedAt } = history
  return { check: check.key, at, currentId, previousId, promotedAt, consumers }
}

async function evidenceOf(
  consumer: Consumer,
  check: Check,
  history: SecretHistory,
  { network, evidenceSource }: ConsumerWatchDependencies,
): Promise<ConsumerEvidence> {
  switch (consumer.kind) {
    case 'health':
      return askHealth(consumer, check, network)
    case 'lastAccessed':
      return { kind: 'previous_read', day: history.previousReadOn }
    case 'replica': {
      const status = history.replicas.get(consumer.region)
      return status === undefined ? { kind: 'unclear', why: 'not_replicated' } : { kind: 'replicated', status }
    }
    default:
      return evidenceSource(consumer, history)
  }
}
