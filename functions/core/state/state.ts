import type { CheckKey } from '../model/check.ts'
import type { ExperimentLease } from '../model/experiment.ts'
import type { Expiry } from '../model/expiry.ts'
import type { HostBinding } from '../model/host-binding.ts'
import type { Reason, Severity, Standing } from '../model/reason.ts'
import type { Evidence } from '../model/verdict.ts'
import type { EarlierAnswers } from './earlier-answers.ts'
import type { ExpiryThreshold } from './expiry-threshold.ts'
import type { Flapping } from './flapping.ts'
import type { RecentHistory } from './history.ts'
import type { Incident, PendingMessage, RotationFailed } from './incident.ts'
import type { PendingTransition } from './pending-transition.ts'
import type { LookCounts, Troubles } from './trouble.ts'

/** Version of the shape of a state item. An item of a newer version was written by a later Tokenwatch and is never overwritten. */
export const stateSchema = 3

/**
 * Consecutive verdicts of the same standing, counted no further than the thresholds need. `at` is the instant of the last one that
 * counted, in epoch milliseconds; absent in states of earlier versions.
 */
export type Streak = { readonly standing: Standing; readonly ticks: number; readonly at?: number }

/** The state of a check between ticks, written only when it changed. Instants are epoch milliseconds. */
export type CheckState = {
  readonly schema: number
  readonly check: CheckKey
  /** Goes up by one with each write. A write succeeds only on the revision before it. */
  readonly revision: number
  /** Due time of the tick that wrote it. */
  readonly tick: number
  readonly standing: Standing
  readonly reason: Reason
  readonly severity: Severity
  readonly reasons: readonly Reason[]
  /** The sentence of the worst finding. When healthy: what a proof did not show, mostly empty. */
  readonly detail: string
  /** Start of the present reason. */
  readonly since: number
  /** The last `valid` verdict, as far as batch records know. */
  readonly lastGood: number | null
  readonly expiry: Expiry
  readonly versionId: string | null
  /** True while the credential was never valid since its check was added; absent where that is not known. */
  readonly neverWorked?: true
  /** Name of the credential that was valid, as it was noted in the table; absent before, and in states of earlier versions. */
  readonly worked?: string
  /** Hash of what was asked and judged; absent in states of earlier versions. */
  readonly questionHash?: string
  /** Absent in states of earlier versions. */
  readonly earlierAnswers?: EarlierAnswers
  readonly evidence: Pick<Evidence, 'status' | 'rule' | 'identity' | 'environment' | 'scopes'>
  readonly streak: Streak
  /** Absent in states of earlier versions. */
  readonly counts?: LookCounts
  readonly incident: Incident | null
  /** Everything that the incident is about; absent in states of earlier versions. */
  readonly troubles?: Troubles
  /** Verdicts in a row that were better than the reason of the open incident. */
  readonly recovering: number
  /** The last expiry threshold that was notified, with its expiry. */
  readonly expiryThreshold: ExpiryThreshold | null
  /** The latest openings and closings of problems, oldest first. */
  readonly changes: readonly number[]
  /** `null` unless the check is flapping. */
  readonly flapping: Flapping | null
  /** The version that automatic rotations failed to replace; `null` once there is another version. */
  readonly rotationFailed: RotationFailed | null
  readonly pending: readonly PendingMessage[]
  /** Number of messages that `pending` had no room for, since it was last empty; absent where there was room. */
  readonly leftOut?: number
  /** Hosts to which its secrets may be sent, as their tags said; absent where none has the tag. */
  readonly hosts?: readonly HostBinding[]
  /** Roles of its secrets whose values are too short or too uniform to be found in text; absent where there is none. */
  readonly plainRoles?: readonly string[]
  /** True while nobody is notified of the check: its messages are only recorded. */
  readonly shadow?: true
  /** Changes that EventBridge has not accepted yet; absent where none waits. */
  readonly transitions?: readonly PendingTransition[]
  /** Absent in states of earlier versions. */
  readonly history?: RecentHistory
}

/** Stores check states. Of several writes that start from the same revision, one succeeds. */
export type StateStore = {
  /** Reads what was written last. `settled` costs half, and may return a state as it was moments ago. */
  read(checks: readonly CheckKey[], mode?: 'settled'): Promise<ReadonlyMap<CheckKey, CheckState>>
  /** Lists the checks with a pending message or transition, as the table knew them moments ago. */
  pending(): Promise<readonly CheckKey[]>
  /** Returns those of these credentials, by their names, that were ever valid under any check. */
  worked(credentials: readonly string[]): Promise<ReadonlySet<string>>
  /** Notes that a credential was valid. */
  noteWorked(credential: string): Promise<void>
  /** Resolves with false when another write came first. */
  write(state: CheckState): Promise<boolean>
  /** Resolves with the experiment that was announced last, over or not; `null` where there was none. */
  readExperiment(): Promise<ExperimentLease | null>
}
