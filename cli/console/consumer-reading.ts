import type { ConsumerObservationStore, ConsumerObservations } from '../../functions/core/consumers/observations.ts'
import type { GateJudgement } from '../../functions/core/gate/judgement.ts'
import type { CheckKey } from '../../functions/core/model/check.ts'
import { readInTurn } from './read-in-turn.ts'

/** Checks whose consumers are read. */
const mostObserved = 200

/** Consumers are observed once an hour, so that they are read again only after this time. */
const keptMs = 300_000

/** The last observations, and sentences about those that are left out. */
export type ReadConsumers = {
  readonly value: ReadonlyMap<CheckKey, ConsumerObservations>
  readonly unread: readonly string[]
}

/** Returns a reader of the last observations of all consumers, which keeps them for a while. */
export function consumerReader(
  { readObservations }: Pick<ConsumerObservationStore, 'readObservations'>,
  now: () => number,
): (judgements: readonly GateJudgement[]) => Promise<ReadConsumers> {
  let kept: { readonly at: number; readonly read: ReadConsumers } | null = null
  return async (judgements) => {
    if (kept !== null && now() - kept.at < keptMs) return kept.read
    const observed = judgements.filter(({ consumers = [] }) => consumers.length > 0).map(({ check }) => check)
    const beyond = observed.length - mostObserved
    const found = await readInTurn(observed.slice(0, mostObserved), readObservations)
    const unread = beyond > 0 ? [`consumers: those of ${beyond} more checks are not read`] : []
    const value = new Map(found.flatMap((one) => (one === null ? [] : [[one.check, one] as const])))
    kept = { at: now(), read: { value, unread } }
    return kept.read
  }
}
