import type { ChosenFault } from '../faults/catalogue.ts'
import type { ArmedCounts } from '../injectors/armed-fault.ts'
import type { Measured } from '../measures/measure.ts'
import type { RunObservation } from '../measures/observation.ts'
import type { RunJudgement } from '../verdict.ts'
import type { FaultTime } from './schedule.ts'
import type { SubjectView } from './subject.ts'
import type { TimelineEntry } from './timeline.ts'

/** Result of one of the faults that were on together. */
export type FaultResult = {
  readonly fault: ChosenFault
  readonly judgement: RunJudgement
  readonly measured: Measured
  readonly counts: ArmedCounts
  /** `null` if the run ended before the fault's time came. */
  readonly time: FaultTime | null
}

export type RunResult = {
  readonly judgement: RunJudgement
  /** Figures of the first fault; `null` if nothing was injected. */
  readonly measured: Measured | null
  /** All faults of this run; empty if nothing was injected. */
  readonly faults: readonly FaultResult[]
  readonly observation: RunObservation | null
  readonly timeline: readonly TimelineEntry[]
  /** True if the tool itself failed before it could learn anything about the service. */
  readonly isToolFailure: boolean
  readonly seen: SubjectView | null
}
