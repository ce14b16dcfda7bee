import type { GateJudgement } from '../core/gate/judgement.ts'
import type { Pulse } from '../core/gate/question.ts'
import type { CheckKey } from '../core/model/check.ts'
import type { Timings } from '../core/model/reading.ts'
import type { RotationRecord } from '../core/rotation/record.ts'
import type { Condition } from '../core/state/conditions.ts'
import type { HistoryMonth } from '../core/state/history-month.ts'
import type { CheckState } from '../core/state/state.ts'

/** Something that happened, as one line. `at` is epoch milliseconds. */
export type StatusEvent = {
  readonly at: number
  readonly kind: 'transition' | 'page' | 'notice' | 'rotation' | 'fault' | 'experiment'
  readonly text: string
  /** The check that it is about; absent where it is about none or many. */
  readonly check?: CheckKey
}

/** One attempt of a probe, with its phases. */
export type ShownReading = {
  /** Epoch milliseconds. */
  readonly at: number
  readonly attempt: number
  /** Rule or failure code. */
  readonly shown: string
  readonly status: number | null
  readonly timings: Timings | null
}

/** A fault that the lab can inject, and what it does now. */
export type LabFault = {
  readonly id: string
  readonly title: string
  /** Sentence that says what the monitor should find. */
  readonly expected: string
  readonly checks: readonly CheckKey[]
  /** Epoch milliseconds; `null` before its first injection. */
  readonly injectedAt: number | null
  /** Instant at which it ends by itself. */
  readonly endsAt: number | null
  /** Instant at which it ended; `null` while it is injected. */
  readonly stoppedAt: number | null
}

/**
 * Everything that one look at a deployment found. Every page, report and widget is made from it. Instants are epoch milliseconds by the
 * clock of the monitor.
 */
export type DeploymentFacts = {
  readonly deployment: string
  readonly at: number
  readonly pulses: readonly Pulse[]
  readonly judgements: readonly GateJudgement[]
  /** States that could be read. */
  readonly states: ReadonlyMap<CheckKey, CheckState>
  readonly conditions: readonly Condition[]
  /** Latest rotations of the checks, newest first. */
  readonly rotations: readonly RotationRecord[]
  /** Months of the checks whose history could be read. */
  readonly histories: ReadonlyMap<CheckKey, readonly HistoryMonth[]>
  /** Latest readings of each check, oldest first. Only a lab knows them. */
  readonly readings: ReadonlyMap<CheckKey, readonly ShownReading[]>
  /** Oldest first. */
  readonly events: readonly StatusEvent[]
  /** Events that there was no room for. */
  readonly earlierEvents: number
  /** Sentences about what could not be read. */
  readonly unread: readonly string[]
  /** Options that point a command at this deployment: `--deployment acme`. */
  readonly options: string
  /** Faults that can be injected. Only a lab has any. */
  readonly faults: readonly LabFault[]
}
