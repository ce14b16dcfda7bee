import type { ConsumerReport } from '../consumers/observations.ts'
import type { RotationConsumer } from '../model/ours.ts'

/** Evidence of the use of an old key. Instants are epoch milliseconds. */
export type DrainEvidence = {
  readonly versionId: string
  readonly promotedAt: number
  /** End of the grace in which the provider keeps the old credential valid. */
  readonly graceEndsAt: number
  readonly consumers: readonly RotationConsumer[]
  readonly reports: readonly ConsumerReport[]
  /** Last use of the old key that the provider saw; `null` where it does not tell, `unknown` where it does and could not be read. */
  readonly lastUsedAt: number | null | 'unknown'
  /** True once a person has said that every consumer has moved on. */
  readonly released: boolean
  /** Known end of the old credential; `null` where nobody knows it. */
  readonly oldEndsAt: number | null
}

/** `hold`: the drain is over and a consumer is behind. Only evidence or a person ends it. */
export type Drain =
  | { readonly act: 'wait'; readonly until: number }
  | { readonly act: 'hold'; readonly behind: readonly string[] }
  | { readonly act: 'revoke' }

/** Shortest drain, whatever the caches: clocks differ. */
const floorMs = 15 * 60_000

/** Returns the shortest time to keep an old key: twice the longest cache, since one cache may read from another. Milliseconds. */
export function drainMs(consumers: readonly RotationConsumer[]): number {
  const ceilings = consumers.map(({ reads }) => (reads === 'at_start' ? 0 : reads.cacheSeconds * 1_000))
  return Math.max(floorMs, 2 * Math.max(0, ...ceilings))
}

/** Decides on the old key: revoke it after the drain, once every consumer is accounted for and the provider sees no use of it. */
export function decideDrain(evidence: DrainEvidence, nowMs: number): Drain {
  const { promotedAt, consumers, lastUsedAt, released, oldEndsAt } = evidence
  const window = drainMs(consumers)
  const until = Math.max(promotedAt + window, evidence.graceEndsAt)
  if (nowMs < until) return { act: 'wait', until }
  // An expired key has no consumers, whatever they report.
  if (released || (oldEndsAt !== null && oldEndsAt <= nowMs)) return { act: 'revoke' }
  if (lastUsedAt === 'unknown') return { act: 'hold', behind: ['an unknown consumer: the keys cannot be listed'] }
  if (lastUsedAt !== null && lastUsedAt > promotedAt && nowMs - lastUsedAt < window)
    return { act: 'hold', behind: ['an unknown consumer, whose use of the old key the provider saw'] }
  const behind = consumers.filter((one) => !isFresh(one, evidence)).map(({ name }) => name)
  return behind.length === 0 ? { act: 'revoke' } : { act: 'hold', behind }
}

/** Returns true for a consumer with the new version. After the drain, a cache has it; one that reads at its start must report it. */
function isFresh({ name, reads }: RotationConsumer, { reports, versionId, promotedAt }: DrainEvidence): boolean {
  const said = reports.filter(({ consumer, at }) => consumer === name && at >= promotedAt).at(-1)
  if (said !== undefined) return said.versionId === versionId
  return reads !== 'at_start'
}
