import type { CheckKey } from '../model/check.ts'
import type { ConsumerState } from '../model/consumer.ts'
import { formatDuration } from '../model/duration.ts'
import type { Finding } from '../model/verdict.ts'
/** How one consumer was last seen. */
export type ConsumerObservation = { readonly consumer: string; readonly state: ConsumerState }

/** How all consumers of one credential were last seen. Instants are epoch milliseconds. */
export type ConsumerObservations = {
  readonly check: CheckKey
  readonly at: number
  readonly currentId: string
  readonly previousId: string | null
  readonly promotedAt: number
  readonly consumers: readonly ConsumerObservation[]
}

/** Where sightings are kept: the last of each check. */
export type ConsumerObservationStore = {
  readObservations(check: CheckKey): Promise<ConsumerObservations | null>
  writeObservations(observations: ConsumerObservations): Promise<void>
}

/** A cache may be this old, and a deployment under way takes as long: nobody is called late before. */
const lagMs = 15 * 60_000

/** Names who is behind, and for how long: since the version that they do not use became current. */
export function staleFinding({ consumers, promotedAt, at }: ConsumerObservations): Finding | null {
  const stale = consumers.filter(({ state }) => state === 'stale').map(({ consumer }) => consumer)
  if (stale.length === 0 || at - promotedAt < lagMs) return null
  const behind = formatDuration((at - promotedAt) / 1_000)
  const verb = stale.length === 1 ? 'still uses' : 'still use'
  return { reason: 'consumers_stale', detail: `${stale.join(', ')} ${verb} the version before, ${behind} behind` }
}

/** A consumer's word, or the word of what shows it, about the version that it uses. */
export type ConsumerReport = { readonly consumer: string; readonly versionId: string; readonly at: number }

/** What a rotation may go by before it revokes the old key: those who are fresh, and those who are not. Who is unknown says nothing. */
export function reportsOf({ consumers, currentId, previousId, at }: ConsumerObservations): readonly ConsumerReport[] {
  return consumers.flatMap(({ consumer, state }) => {
    if (state === 'unknown') return []
    const versionId = state === 'fresh' ? currentId : (previousId ?? 'none')
    return [{ consumer, versionId, at }]
  })
}

/** What consumers of a check said last, for whoever has to know before he revokes: nothing where nobody has looked. */
export async function lastReports(
  check: CheckKey,
  { readObservations }: Pick<ConsumerObservationStore, 'readObservations'>,
): Promise<readonly ConsumerReport[]> {
  const observations = await readObservations(check)
  return observations === null ? [] : reportsOf(observations)
}
