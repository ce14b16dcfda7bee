import type { CheckKey } from '../model/check.ts'
import type { ConsumerState } from '../model/consumer.ts'
import { formatDuration } from '../model/duration.ts'
import type { Finding } from '../model/verdict.ts'

/** The last observation of one consumer. */
export type ConsumerObservation = {
  readonly consumer: string
  readonly state: ConsumerState
  /** Epoch milliseconds of the event that its state was concluded from; absent for a consumer whose version or value was seen. */
  readonly since?: number
}

/** The last observations of all consumers of one credential. Instants are epoch milliseconds. */
export type ConsumerObservations = {
  readonly check: CheckKey
  readonly at: number
  readonly currentId: string
  readonly previousId: string | null
  readonly promotedAt: number
  readonly consumers: readonly ConsumerObservation[]
  /** Readers that CloudTrail shows and that are not among the consumers; absent in observations of earlier versions. */
  readonly unnamed?: readonly string[]
}

/** Store of the last observations of each check. */
export type ConsumerObservationStore = {
  readObservations(check: CheckKey): Promise<ConsumerObservations | null>
  writeObservations(observations: ConsumerObservations): Promise<void>
}

/** Milliseconds that a consumer may need after a promotion: a cache may be this old, and a deployment takes as long. */
const lagMs = 15 * 60_000

/** Names the stale consumers, and the time since the version that they do not use became current. Null if none is late yet. */
export function staleFinding({ consumers, promotedAt, at }: ConsumerObservations): Finding | null {
  const stale = consumers.filter(({ state }) => state === 'stale').map(({ consumer }) => consumer)
  if (stale.length === 0 || at - promotedAt < lagMs) return null
  const behind = formatDuration((at - promotedAt) / 1_000)
  const verb = stale.length === 1 ? 'still uses' : 'still use'
  return {
    reason: 'consumers_stale',
    detail: `${stale.join(', ')} ${verb} the previous version, ${behind} after the promotion`,
  }
}

/** The version that a consumer uses, as it was last observed. */
export type ConsumerReport = {
  readonly consumer: string
  readonly versionId: string
  readonly at: number
  /** Epoch milliseconds of the event that the version was concluded from; absent where the version itself was seen. */
  readonly since?: number
}

/** Returns the versions in use, for a rotation that is about to revoke the old key. Leaves out consumers whose state is unknown. */
export function reportsOf({ consumers, currentId, previousId, at }: ConsumerObservations): readonly ConsumerReport[] {
  return consumers.flatMap(({ consumer, state, since }) => {
    if (state === 'unknown') return []
    const versionId = state === 'fresh' ? currentId : (previousId ?? 'none')
    return [{ consumer, versionId, at, ...(since === undefined ? {} : { since }) }]
  })
}

/** Returns the last reports about the consumers of a check; empty if they were never observed. */
export async function lastReports(
  check: CheckKey,
  { readObservations }: Pick<ConsumerObservationStore, 'readObservations'>,
): Promise<readonly ConsumerReport[]> {
  const observations = await readObservations(check)
  return observations === null ? [] : reportsOf(observations)
}

/** Returns the readers that nobody named as consumers, as they were last observed. */
export async function lastUnnamedReaders(
  check: CheckKey,
  { readObservations }: Pick<ConsumerObservationStore, 'readObservations'>,
): Promise<readonly string[]> {
  return (await readObservations(check))?.unnamed ?? []
}
