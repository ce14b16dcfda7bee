import type { ConsumerReport } from '../consumers/observations.ts'
import type { RotationConsumer } from '../model/ours.ts'

/** What is known of who still uses the old key. Instants are epoch milliseconds. */
export type DrainEvidence = {
  readonly versionId: string
  readonly promotedAt: number
  /** The provider keeps the old credential until then by itself. */
  readonly graceEndsAt: number
  readonly consumers: readonly RotationConsumer[]
  readonly reports: readonly ConsumerReport[]
  /** When the provider last saw the old key; null where it does not tell. */
  readonly lastUsedAt: number | null
  /** A person who said that everybody has moved on. */
  readonly released: boolean
  /** When the old credential dies by itself; null where nobody knows. */
  readonly oldEndsAt: number | null
}

/** `hold`: the time is over and somebody is behind; only evidence or a person ends it. */
export type Drain =
  | { readonly act: 'wait'; readonly until: number }
  | { readonly act: 'hold'; readonly behind: readonly string[] }
  | { readonly act: 'revoke' }

/** No cache is trusted to be younger than this, and clocks differ. */
const floorMs = 15 * 60_000

/** How long the old key is kept at least: twice the longest cache, since a read may be one cache behind another. */
export function drainMs(consumers: readonly RotationConsumer[]): number {
  const ceilings = consumers.map(({ reads }) => (reads === 'at_start' ? 0 : reads.cacheSeconds * 1_000))
  return Math.max(floorMs, 2 * Math.max(0, ...ceilings))
}

/** Whether the old key may go: after the drain, with every consumer accounted for, and not while the provider still sees it used. */
export function decideDrain(evidence: DrainEvidence, nowMs: number): Drain {
  const { promotedAt, consumers, lastUsedAt, released, oldEndsAt } = evidence
  const window = drainMs(consumers)
  const until = Math.max(promotedAt + window, evidence.graceEndsAt)
  if (nowMs < until) return { act: 'wait', until }
  // A key that died by itself has no consumers any more, whatever they say.
  if (released || (oldEndsAt !== null && oldEndsAt <= nowMs)) return { act: 'revoke' }
  if (lastUsedAt !== null && lastUsedAt > promotedAt && nowMs - lastUsedAt < window)
    return { act: 'hold', behind: ['somebody whom the provider saw use the old key since'] }
  const behind = consumers.filter((one) => !isFresh(one, evidence)).map(({ name }) => name)
  return behind.length === 0 ? { act: 'revoke' } : { act: 'hold', behind }
}

/** A cache has a ceiling. What was read at a start lasts until the next one, of which only the consumer can tell. */
function isFresh({ name, reads }: RotationConsumer, { reports, versionId, promotedAt }: DrainEvidence): boolean {
  const said = reports.filter(({ consumer, at }) => consumer === name && at >= promotedAt).at(-1)
  if (said !== undefined) return said.versionId === versionId
  return reads !== 'at_start'
}
