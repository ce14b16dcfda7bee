import type { ConsumerState } from '../model/consumer.ts'
import type { SecretHistory } from '../probe/versions/history.ts'

/** Evidence of the version that one consumer uses. Instants are epoch milliseconds. */
export type ConsumerEvidence =
  | { /** The consumer names its version itself. */ readonly kind: 'reported'; readonly versionId: string }
  | {
      /** Instants at which its running tasks, or its last deployment, started and read the value. */
      readonly kind: 'started'
      readonly at: readonly number[]
    }
  | {
      /** Starts of all pods, and the copy of the secret from which they get the value. */
      readonly kind: 'restarted'
      readonly at: readonly number[]
      /** True if the copy holds the current value. */
      readonly holdsCurrent: boolean
      /** Instant after which the copy has certainly not changed, by the clock of the pods' starts. */
      readonly changedAt: number
    }
  | {
      /** True if it was seen reading the secret since the promotion. */
      readonly kind: 'read'
      readonly since: boolean
    }
  | {
      /** Last day on which the previous version was read. */
      readonly kind: 'previous_read'
      readonly day: number | null
    }
  | { readonly kind: 'replicated'; readonly status: string }
  | { /** No evidence; `why` is a code of Tokenwatch or of AWS. */ readonly kind: 'unclear'; readonly why: string }

const dayMs = 86_400_000

/** CloudTrail usually shows a read within minutes. A missing read is evidence only after a quarter of an hour. */
const trailDelayMs = 15 * 60_000

/** Judges by evidence if a consumer uses the current version. */
export function judgeConsumer(evidence: ConsumerEvidence, history: SecretHistory, nowMs: number): ConsumerState {
  const { currentId, promotedAt } = history
  switch (evidence.kind) {
    case 'reported':
      if (evidence.versionId === currentId) return 'fresh'
      return history.knownIds.includes(evidence.versionId) ? 'stale' : 'unknown'
    case 'started':
      if (evidence.at.length === 0) return 'unknown'
      return evidence.at.every((at) => at >= promotedAt) ? 'fresh' : 'stale'
    case 'restarted':
      return judgeRestart(evidence, promotedAt)
    case 'read':
      if (evidence.since) return 'fresh'
      return nowMs - promotedAt > trailDelayMs ? 'stale' : 'unknown'
    case 'previous_read':
      return judgeDay(evidence.day, history, nowMs)
    case 'replicated':
      if (evidence.status === 'InSync') return 'fresh'
      return evidence.status === 'Failed' ? 'stale' : 'unknown'
    case 'unclear':
      return 'unknown'
  }
}

/**
 * Returns the event from which the version of a consumer is concluded: its oldest start, or the promotion since which it was seen to read.
 * Returns `null` where its version or value itself was seen.
 */
export function concludedFrom(
  evidence: ConsumerEvidence,
  { promotedAt }: Pick<SecretHistory, 'promotedAt'>,
): number | null {
  if (evidence.kind === 'started') return Math.min(...evidence.at)
  return evidence.kind === 'read' ? promotedAt : null
}

/** Judges by the last day only, as AWS gives no time. A read on the day of the promotion may be older, and today is not over. */
function judgeDay(day: number | null, { previousId, promotedAt }: SecretHistory, nowMs: number): ConsumerState {
  if (previousId === null) return 'fresh'
  const promotedOn = Math.floor(promotedAt / dayMs) * dayMs
  if (day !== null && day > promotedOn) return 'stale'
  return nowMs >= promotedOn + 2 * dayMs ? 'fresh' : 'unknown'
}

/** Difference between the clocks of AWS and of a cluster that cannot be seen. */
const clusterClockMs = 5_000

/** Time for which a node may still give a new pod the value before. */
const nodeCacheMs = 60_000

/**
 * Judges pods by the copy from which they get the value. They have the current one if the copy holds it, and if all of them started after
 * its last change. A copy or a pod older than the promotion has another.
 */
function judgeRestart(
  { holdsCurrent, changedAt, at }: Extract<ConsumerEvidence, { readonly kind: 'restarted' }>,
  promotedAt: number,
): ConsumerState {
  const before = promotedAt - clusterClockMs
  if (!holdsCurrent) return changedAt < before ? 'stale' : 'unknown'
  if (at.some((started) => started < before)) return 'stale'
  return at.length > 0 && at.every((started) => started >= changedAt + nodeCacheMs) ? 'fresh' : 'unknown'
}
