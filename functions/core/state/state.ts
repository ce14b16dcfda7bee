import type { CheckKey } from '../model/check.ts'
import type { ExperimentLease } from '../model/experiment.ts'
import type { Expiry } from '../model/expiry.ts'
import type { Reason, Severity, Standing } from '../model/reason.ts'
import type { Evidence } from '../model/verdict.ts'
import type { ExpiryThreshold } from './expiry-threshold.ts'
import type { Flapping } from './flapping.ts'
import type { Incident, PendingMessage, RotationFailed } from './incident.ts'

/** The shape of a state item. One of a newer shape was written by a later Tokenwatch and is left alone. */
export const stateSchema = 3

/** How often in a row the last verdicts had the same standing; counted no further than any threshold needs. */
export type Streak = { readonly standing: Standing; readonly ticks: number }

/** What is remembered of a check between ticks; written only when something of it changed. Instants are epoch milliseconds. */
export type CheckState = {
  readonly schema: number
  readonly check: CheckKey
  /** Goes up by one with each write: the condition of the next one. */
  readonly revision: number
  /** Due time of the tick that wrote it. */
  readonly tick: number
  readonly standing: Standing
  readonly reason: Reason
  readonly severity: Severity
  readonly reasons: readonly Reason[]
  /** The sentence of the worst finding; empty when healthy. */
  readonly detail: string
  /** When the present reason was first found. */
  readonly since: number
  /** The last judgement as `valid`, as far as batch records know. */
  readonly lastGood: number | null
  readonly expiry: Expiry
  readonly versionId: string | null
  readonly evidence: Pick<Evidence, 'status' | 'rule' | 'identity' | 'environment' | 'scopes'>
  readonly streak: Streak
  readonly incident: Incident | null
  /** Verdicts in a row that were better than the open incident. */
  readonly recovering: number
  /** The lowest rung of the expiry ladder that was told, and for which expiry. */
  readonly expiryThreshold: ExpiryThreshold | null
  /** When incidents opened and closed within the last hour, oldest first. */
  readonly changes: readonly number[]
  /** Null while it changes seldom enough for each turn to be told. */
  readonly flapping: Flapping | null
  /** The version that automatic rotations failed to replace, and how often in a row; null where another has come since. */
  readonly rotationFailed: RotationFailed | null
  readonly pending: readonly PendingMessage[]
}

/** Where states are kept. A write succeeds for one of several that start from the same revision. */
export type StateStore = {
  read(checks: readonly CheckKey[]): Promise<ReadonlyMap<CheckKey, CheckState>>
  /** False when somebody else wrote first. */
  write(state: CheckState): Promise<boolean>
  /** The experiment that was announced last, whether it is over or not; null where there was none. */
  readExperiment(): Promise<ExperimentLease | null>
}
