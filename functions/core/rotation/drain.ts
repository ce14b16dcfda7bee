import type { ConsumerReport } from '../consumers/observations.ts'
import type { RotationConsumer, RotationTerms } from '../model/ours.ts'
import { isWithin } from './may-start.ts'

/** Evidence of the use of an old key. Instants are epoch milliseconds. */
export type DrainEvidence = {
  readonly versionId: string
  readonly promotedAt: number
  /** End of the grace in which the provider keeps the old credential valid. */
  readonly graceEndsAt: number
  readonly terms: Pick<RotationTerms, 'consumers' | 'windows' | 'revokeAfterSeconds'>
  /** False where the old key ends by itself, so that nobody is cut off by an act of ours. */
  readonly revokes: boolean
  readonly reports: readonly ConsumerReport[]
  /** Readers of the secret that the config does not name. */
  readonly unnamed: readonly string[]
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

/**
 * Decides on the old key: revoke it after the drain, once there is evidence for every consumer, or the provider's own date of its last use.
 * Without evidence it waits for a person's word, or for the time that the config sets.
 */
export function decideDrain(evidence: DrainEvidence, nowMs: number): Drain {
  const { promotedAt, terms, lastUsedAt, released, oldEndsAt } = evidence
  const { consumers } = terms
  const window = drainMs(consumers)
  const until = Math.max(promotedAt + window, evidence.graceEndsAt)
  if (nowMs < until) return { act: 'wait', until }
  // An expired key has no consumers, whatever they report.
  if (released || (oldEndsAt !== null && oldEndsAt <= nowMs)) return { act: 'revoke' }
  if (evidence.unnamed.length > 0) return { act: 'hold', behind: evidence.unnamed }
  if (lastUsedAt === 'unknown') return { act: 'hold', behind: ['an unknown consumer: the keys cannot be listed'] }
  if (lastUsedAt !== null && lastUsedAt > promotedAt && nowMs - lastUsedAt < window)
    return { act: 'hold', behind: ['an unknown consumer, whose use of the old key the provider saw'] }
  const behind = consumers.filter((one) => !isFresh(one, evidence)).map(({ name }) => name)
  const isProved = consumers.length > 0 || lastUsedAt !== null || !evidence.revokes
  if (behind.length === 0 && isProved) return { act: 'revoke' }
  if (isOld(behind, evidence) || !isTimeUp(evidence, nowMs))
    return { act: 'hold', behind: behind.length === 0 ? [nobodyNamed] : behind }
  return { act: 'revoke' }
}

const nobodyNamed = 'an unknown consumer: none is named, and the provider does not tell when the old key was used'

/** Difference between our clock and that of AWS. */
const clocksMs = 1_000

/**
 * Returns true for a consumer with the new version. One that has not reported may have it from its cache, if the provider's own date shows
 * that nobody uses the old key, or if nothing is revoked. One that reads at its start must report it.
 */
function isFresh(
  { name, reads }: RotationConsumer,
  { reports, versionId, promotedAt, lastUsedAt, revokes }: DrainEvidence,
): boolean {
  const said = reports.filter(({ consumer, at }) => consumer === name && at >= promotedAt).at(-1)
  // The store may date the promotion by the making of the version: what started between the two has the old one.
  if (said !== undefined)
    return said.versionId === versionId && (said.since === undefined || said.since >= promotedAt - clocksMs)
  return reads !== 'at_start' && (lastUsedAt !== null || !revokes)
}

/** Returns true if one of these consumers reported another version: no time that passes makes up for that. */
function isOld(behind: readonly string[], { reports, promotedAt, versionId }: DrainEvidence): boolean {
  return reports.some((said) => said.at >= promotedAt && behind.includes(said.consumer) && said.versionId !== versionId)
}

/** Returns true once the config's own time has passed, in the hours in which a person is there. */
function isTimeUp({ promotedAt, terms }: DrainEvidence, nowMs: number): boolean {
  const { revokeAfterSeconds: after, windows } = terms
  if (after === null || nowMs < promotedAt + after * 1_000) return false
  return windows.length > 0 ? windows.some((window) => isWithin(window, nowMs)) : isWorkingHour(nowMs)
}

/** Returns true from Monday to Friday between 8 and 16 o'clock in UTC. */
function isWorkingHour(nowMs: number): boolean {
  const at = new Date(nowMs)
  const [day, hour] = [at.getUTCDay(), at.getUTCHours()]
  return day >= 1 && day <= 5 && hour >= 8 && hour < 16
}
