import type { ConsumerState } from '../model/consumer.ts'
import type { SecretHistory } from '../probe/versions/history.ts'

/** What was found of one consumer. Instants are epoch milliseconds. */
export type ConsumerEvidence =
  | { /** It says so itself. */ readonly kind: 'reported'; readonly versionId: string }
  | {
      /** What it runs on took the value at these instants: tasks that run, or the last deployment. */
      readonly kind: 'started'
      readonly at: readonly number[]
    }
  | {
      /** It was seen reading the secret since the promotion, or not. */
      readonly kind: 'read'
      readonly since: boolean
    }
  | {
      /** The last day on which the previous version was read. */ readonly kind: 'previous_read'
      readonly day: number | null
    }
  | { readonly kind: 'replicated'; readonly status: string }
  | { /** Nobody can tell, in a word of ours or of AWS. */ readonly kind: 'unclear'; readonly why: string }
const dayMs = 86_400_000

/** CloudTrail usually shows a read within some minutes; its silence says something only after a quarter of an hour. */
const trailDelayMs = 15 * 60_000

/** Whether a consumer uses the current version, by what was found of it. */
export function judgeConsumer(evidence: ConsumerEvidence, history: SecretHistory, nowMs: number): ConsumerState {
  const { currentId, promotedAt } = history
  switch (evidence.kind) {
    case 'reported':
      if (evidence.versionId === currentId) return 'fresh'
      return history.knownIds.includes(evidence.versionId) ? 'stale' : 'unknown'
    case 'started':
      if (evidence.at.length === 0) return 'unknown'
      return evidence.at.every((at) => at >= promotedAt) ? 'fresh' : 'stale'
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

/** AWS tells the day alone. A read on the day of the promotion may have come before it, and today is not over. */
function judgeDay(day: number | null, { previousId, promotedAt }: SecretHistory, nowMs: number): ConsumerState {
  if (previousId === null) return 'fresh'
  const promotedOn = Math.floor(promotedAt / dayMs) * dayMs
  if (day !== null && day > promotedOn) return 'stale'
  return nowMs >= promotedOn + 2 * dayMs ? 'fresh' : 'unknown'
}
