import type { Check } from '../model/check.ts'
import type { Consumer, ObservedConsumer } from '../model/consumer.ts'
import type { AttemptDependencies } from '../probe/attempt.ts'
import type { SecretHistory } from '../probe/versions/history.ts'
import type { Log } from '../state/log.ts'
import { firstThatFit } from '../state/room.ts'
import { type ConsumerEvidence, concludedFrom, judgeConsumer } from './evidence.ts'
import { askHealth } from './health.ts'
import { askKubernetes } from './kubernetes.ts'
import type { ConsumerObservation, ConsumerObservations } from './observations.ts'

export type ConsumerWatchDependencies = Pick<AttemptDependencies, 'network' | 'readCredential' | 'now'> & {
  /** Asks AWS for evidence of a consumer. Never rejects: if AWS refuses or does not know, the evidence is `unclear`. */
  evidenceSource(consumer: ObservedConsumer, history: SecretHistory): Promise<ConsumerEvidence>
  /** Lists the readers of a secret since its promotion, by ARN; `null` where nobody can say. Needs a consumer of kind `cloudTrail`. */
  readersSince(history: SecretHistory): Promise<readonly string[] | null>
  readonly log: Log
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
      const since = concludedFrom(evidence, history)
      return { consumer: consumer.name, state, ...(since === null || !Number.isFinite(since) ? {} : { since }) }
    }),
  )
  const { currentId, previousId, promotedAt } = history
  const unnamed = await unnamedReaders(check, history, dependencies)
  return { check: check.key, at, currentId, previousId, promotedAt, consumers, unnamed }
}

/** Roles of Tokenwatch itself, by the name of its stack. */
const ownRole = /:role\/tokenwatch-/

/** Returns the readers that CloudTrail shows and that the config does not name. Asks only where a consumer already needs CloudTrail. */
async function unnamedReaders(
  { consumers }: Pick<Check, 'consumers'>,
  history: SecretHistory,
  { readersSince }: Pick<ConsumerWatchDependencies, 'readersSince'>,
): Promise<readonly string[]> {
  const named = consumers.flatMap((one) => (one.kind === 'cloudTrail' ? [one.roleArn] : []))
  if (named.length === 0) return []
  const readers = await readersSince(history)
  if (readers === null) return ['a reader that CloudTrail could not name']
  return withinRoom(readers.filter((reader) => !named.includes(reader) && !ownRole.test(reader)))
}

/** Names as many readers as a stored observation has room for, and says that there are others. One is enough to hold a key. */
function withinRoom(readers: readonly string[]): readonly string[] {
  const named = firstThatFit(readers)
  return named.length === readers.length ? readers : [...named, `${readers.length - named.length} others`]
}

async function evidenceOf(
  consumer: Consumer,
  check: Check,
  history: SecretHistory,
  dependencies: ConsumerWatchDependencies,
): Promise<ConsumerEvidence> {
  switch (consumer.kind) {
    case 'health':
      return askHealth(consumer, check, dependencies.network)
    case 'kubernetes':
      return askKubernetes(consumer, { check, currentId: history.currentId }, dependencies)
    case 'lastAccessed':
      return { kind: 'previous_read', day: history.previousReadOn }
    case 'replica': {
      const status = history.replicas.get(consumer.region)
      return status === undefined ? { kind: 'unclear', why: 'not_replicated' } : { kind: 'replicated', status }
    }
    default:
      return dependencies.evidenceSource(consumer, history)
  }
}
