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
      /** Whether the first request failed on its way and a second one showed this. */
      readonly retried: boolean
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
      /** A second look at a check was not taken, since the budget of its credential or its host is spent for this tick. */
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
      /** Somebody has asked for quiet about a check, so that what becomes of it is told later. */
      readonly event: 'suppressed'
      readonly check: CheckKey
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
      /** Topic and protocol of each who should hear and does not, as `page email`; empty when all is well. */
      readonly pending: readonly string[]
    }
  | {
      /** Somebody beyond SNS has accepted what a topic said. */
      readonly event: 'notification'
      readonly to: 'pagerduty'
      readonly action: 'trigger' | 'resolve'
      /** Null for what is about the deployment itself. */
      readonly check: CheckKey | null
    }
  | {
      /** The deploy gate has asked. */
      readonly event: 'gate'
      readonly checks: number
      /** How many of them were answered from what was recorded; the others were probed for it. */
      readonly recorded: number
      readonly tookMs: number
    }
  | {
      /** The gate of somebody's stack has decided; the lines are of the deployed probe's answer. */
      readonly event: 'hook'
      readonly ruling: 'pass' | 'refuse' | 'cannot_tell'
      readonly passes: boolean
      readonly lines: readonly string[]
    }
  | {
      /** Somebody passed the deploy gate against its answer; who and why is in the table and on the notice topic. */
      readonly event: 'override'
      readonly checks: readonly CheckKey[]
    }
  | {
      /** How a credential of known worth was judged: `known-good` has to be valid, `known-bad` invalid. */
      readonly event: 'canary'
      readonly canary: Canary
      readonly standing: Standing
      readonly reason: Reason
      /** The rule that matched, or the code of the failure. */
      readonly shown: string
    }
  | {
      /** What the watchers are told of the monitor itself. */
      readonly event: 'monitor'
      readonly kind: 'broken' | 'recovered'
      readonly canary: Canary
      readonly accepted: boolean
    }
  | { /** The address outside of AWS was called. */ readonly event: 'heartbeat'; readonly cadence: string }
  | {
      /** A look at checks beside their probes. */
      readonly event: 'review'
      readonly source: ReviewSource
      /** The check, or the id that several environments have. */
      readonly subject: string
      readonly findings: number
    }
  | {
      /** What was found of somebody who uses a credential. */
      readonly event: 'consumer'
      readonly check: CheckKey
      /** As the config names it. */
      readonly consumer: string
      readonly state: ConsumerState
      /** The kind of evidence, or why there is none. */
      readonly shown: string
    }
  | { readonly event: 'fault'; readonly where: string; readonly code: string; readonly check: CheckKey | null }

/** What became of a request to rotate, or of one of its steps. */
export type RotationOutcome =
  | 'requested'
  | 'in_progress'
  | 'refused'
  | 'held'
  | 'postponed'
  | 'approval_wanted'
  | 'step_done'
  | 'step_failed'
  | 'reconciled'
  | 'given_up'

export type Log = (event: LogEvent) => void
