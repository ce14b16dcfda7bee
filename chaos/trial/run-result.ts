import type { Measured } from '../measures/measure.ts'
import type { RunObservation } from '../measures/observation.ts'
import type { RunJudgement } from '../verdict.ts'
import type { SubjectView } from './subject.ts'
import type { TimelineEntry } from './timeline.ts'

export type RunResult = {
  readonly judgement: RunJudgement
  /** `null` if nothing was injected. */
  readonly measured: Measured | null
  readonly observation: RunObservation | null
  readonly timeline: readonly TimelineEntry[]
  readonly seen: SubjectView | null
}
