import type { CheckKey } from '../model/check.ts'
import type { ConsumerState } from '../model/consumer.ts'
import type { ExpirySource } from '../model/expiry.ts'
import type { Canary } from '../model/own-check.ts'
import type { QuotaKind, SecondLook } from '../model/rate.ts'
import type { Timings } from '../model/reading.ts'
import type { Reason, Standing } from '../model/reason.ts'
import type { AlertLevel, MessageKind } from './incident.ts'
import type { ReviewSource } from './review-findings.ts'

/**
 * Everything that a function may write to its log: a closed schema of names, numbers and our own words. It has no field for a body,
 * a header, an event or the text of an error.
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
      /** Result of this attempt: the rule that matched, or the code of the failure. */
      readonly shown: string
      /** True if the first request failed in transit and this is the result of a second one. */
      readonly retried: boolean
      readonly status: number | null
      readonly timings: Timings | null
      readonly required: readonly string[]
      readonly missing: readonly string[]
      readonly forbidden: readonly string[]
      /** Hash of the three lists above; `null` where no scopes were read. */
      readonly scopeHash: string | null
      readonly expiresAt: number | 'never' | null
      readonly expirySource: ExpirySource | null
      readonly versionId: string | null
    }
  | {
      /** The readings of one batch that have no line of their own: valid ones that say nothing new. */
      readonly event: 'readings'
      readonly cadence: string
      readonly tick: number
      readonly batch: number
      /** Milliseconds of each answer, and the hash of its scopes. */
      readonly unchanged: Readonly<Record<CheckKey, readonly [latencyMs: number, scopeHash: string | null]>>
    }
  | {
      /** A second look at a check was skipped: the quota of its credential or host is used up for this tick. */
      readonly event: 'withheld'
      readonly check: CheckKey
      readonly look: SecondLook
      readonly budget: QuotaKind
    }
  | {
      readonly event: 'batch'
      readonly cadence: string
      readonly tick: number
      readonly batch: number
      readonly judged: number
      readonly notRun: number
      readonly pages: number
      readonly pending: number
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
      readonly kind: MessageKind
      readonly to: AlertLevel
      readonly reason: Reason
      readonly accepted: boolean
    }
  | {
      /** A message about a provider and all of its checks. */
      readonly event: 'group_message'
      readonly about: 'outage' | 'storm'
      readonly provider: string
      readonly kind: 'open' | 'remind' | 'resolve'
      readonly accepted: boolean
    }
  | {
      /** A silence or a maintenance window suppresses the messages about a check. */
      readonly event: 'suppressed'
      readonly check: CheckKey
      readonly by: 'silence' | 'maintenance'
      /** Epoch milliseconds; null for a maintenance window. */
      readonly until: number | null
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
      /** Topic and protocol of each subscriber that receives nothing, as `page email`; empty when all are confirmed. */
      readonly pending: readonly string[]
    }
  | {
      /** PagerDuty has accepted an alarm of a topic. */
      readonly event: 'notification'
      readonly to: 'pagerduty'
      readonly action: 'trigger' | 'resolve'
      /** `null` for an alarm about the deployment itself. */
      readonly check: CheckKey | null
    }
  | {
      /** The probe function answered a question of the deploy gate. */
      readonly event: 'gate'
      readonly checks: number
      /** Number of checks that were answered from stored verdicts. The others were probed. */
      readonly recorded: number
      readonly tookMs: number
    }
  | {
      /** The gate function of another stack has decided. The lines are from the answer of the probe function. */
      readonly event: 'hook'
      readonly ruling: 'pass' | 'refuse' | 'cannot_tell'
      readonly passes: boolean
      readonly lines: readonly string[]
    }
  | {
      /** A deployment passed the gate by an override. Its author and reason are in the table and on the notice topic. */
      readonly event: 'override'
      readonly checks: readonly CheckKey[]
    }
  | {
      /** Verdict on a canary: `known-good` has to be valid, `known-bad` invalid. */
      readonly event: 'canary'
      readonly canary: Canary
      readonly standing: Standing
      readonly reason: Reason
      /** The rule that matched, or the code of the failure. */
      readonly shown: string
    }
  | {
      /** A message to the watchers about the monitor itself. */
      readonly event: 'monitor'
      readonly kind: 'broken' | 'recovered'
      readonly canary: Canary
      readonly accepted: boolean
    }
  | { /** The config's `heartbeatUrl` was called. */ readonly event: 'heartbeat'; readonly cadence: string }
  | {
      /** A review of checks beside their probes. */
      readonly event: 'review'
      readonly source: ReviewSource
      /** The check, or the id that several environments have. */
      readonly subject: string
      readonly findings: number
    }
  | {
      /** The state of a consumer of a credential. */
      readonly event: 'consumer'
      readonly check: CheckKey
      /** As the config names it. */
      readonly consumer: string
      readonly state: ConsumerState
      /** Kind of the evidence, or the reason why there is none. */
      readonly shown: string
    }
  | {
      /** Something was refused that could have shown a credential to somebody else. */
      readonly event: 'security'
      readonly refused: 'host_not_bound' | 'secret_in_output' | 'message_not_ours'
      readonly check: CheckKey | null
    }
  | {
      /** A row of the table could not be read. It was emptied, and what the next probe sees takes its place. */
      readonly event: 'row_set_aside'
      readonly partition: string
    }
  | { readonly event: 'fault'; readonly where: string; readonly code: string; readonly check: CheckKey | null }

/** Result of a rotation request, or of one of its steps. */
export type RotationOutcome =
  | 'requested'
  | 'in_progress'
  | 'refused'
  | 'held'
  | 'postponed'
  | 'approval_wanted'
  | 'rehearsal_wanted'
  | 'step_done'
  | 'step_failed'
  | 'reconciled'
  | 'given_up'
  | 'cancelled'
  | 'unwired'

export type Log = (event: LogEvent) => void
