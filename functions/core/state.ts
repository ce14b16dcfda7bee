import type { CheckKey } from './check.ts'
import type { ExperimentLease } from './experiment.ts'
import type { Expiry } from './expiry.ts'
import type { Reason, Severity, Standing } from './reason.ts'
import type { Evidence } from './verdict.ts'

/** A page that a person got, or is about to get; open until the token is good again. Instants are epoch milliseconds. */
export type Incident = { readonly openedAt: number; readonly reason: Reason; readonly detail: string }

/** A message that is decided and not yet accepted by SNS. */
export type Owed = { readonly kind: 'open' | 'resolve'; readonly incident: Incident; readonly at: number }

/** What is remembered of a check between ticks; written only when something of it changed. */
export type CheckState = {
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
  readonly incident: Incident | null
  readonly owed: readonly Owed[]
}

/** Where states are kept. A write succeeds for one of several that start from the same revision. */
export type StateStore = {
  read(checks: readonly CheckKey[]): Promise<ReadonlyMap<CheckKey, CheckState>>
  /** False when somebody else wrote first. */
  write(state: CheckState): Promise<boolean>
  /** The experiment that was announced last, whether it is over or not; null where there was none. */
  readExperiment(): Promise<ExperimentLease | null>
}
