import type { CheckKey } from './check.ts'
import type { ExpirySource } from './expiry.ts'
import type { Timings } from './reading.ts'
import type { Reason, Standing } from './reason.ts'

/**
 * Everything that a function may write to its log: a closed schema of names, numbers and words of ours. A body, a header, an
 * event or an error's own text has no place in it.
 */
export type LogEvent =
  | {
      readonly event: 'reading'
      readonly check: CheckKey
      /** Name of the profile. */
      readonly provider: string
      readonly tick: number
      /** 1 for the first attempt, higher for those that confirm. */
      readonly attempt: number
      readonly standing: Standing
      readonly reason: Reason
      /** What this attempt alone showed: the rule that matched, or the code of the failure. */
      readonly shown: string
      readonly status: number | null
      readonly timings: Timings | null
      readonly required: readonly string[]
      readonly missing: readonly string[]
      readonly forbidden: readonly string[]
      readonly expiresAt: number | 'never' | null
      readonly expirySource: ExpirySource | null
      readonly versionId: string | null
    }
  | {
      readonly event: 'batch'
      readonly cadence: string
      readonly tick: number
      readonly batch: number
      readonly judged: number
      readonly notRun: number
      readonly pages: number
      readonly owed: number
      readonly tookMs: number
    }
  | {
      readonly event: 'tick'
      readonly cadence: string
      readonly tick: number
      readonly batches: number
      readonly checks: number
      readonly heartbeat: boolean
    }
  | {
      readonly event: 'transition'
      readonly check: CheckKey
      readonly from: Reason | null
      readonly to: Reason
      readonly standing: Standing
    }
  | {
      readonly event: 'page'
      readonly check: CheckKey
      readonly kind: 'open' | 'resolve'
      readonly reason: Reason
      readonly accepted: boolean
    }
  | {
      readonly event: 'rotation'
      readonly check: CheckKey
      readonly outcome: RotationOutcome
      readonly step: string | null
      readonly versionId: string | null
    }
  | {
      readonly event: 'subscriptions'
      /** Topic and protocol of each who should hear and does not, as `page email`; empty when all is well. */
      readonly unheard: readonly string[]
    }
  | {
      /** Somebody beyond SNS has accepted what a topic said. */
      readonly event: 'notification'
      readonly to: 'pagerduty'
      readonly action: 'trigger' | 'resolve'
      /** Null for what is about the deployment itself. */
      readonly check: CheckKey | null
    }
  | { readonly event: 'fault'; readonly where: string; readonly code: string; readonly check: CheckKey | null }

/** What became of a request to rotate, or of one of its steps. */
export type RotationOutcome =
  | 'requested'
  | 'in_progress'
  | 'refused'
  | 'postponed'
  | 'approval_wanted'
  | 'step_done'
  | 'step_failed'
  | 'tended'

export type Log = (event: LogEvent) => void
