import type { Contract, MetricName } from '../measures/metric.ts'
import type { CauseWords, Slo } from '../measures/observation.ts'
import type { LoadPlan } from './arms.ts'
import type { StopCondition } from './stops.ts'
import type { InjectionOrder } from './subject.ts'

/** A run: the fault, the load, the phases and the expectations. */
export type RunPlan = {
  readonly order: InjectionOrder
  readonly load: LoadPlan
  readonly phases: {
    readonly baselineMs: number
    /** Counts from the first injected request. */
    readonly faultMs: number
    /** Longest time of the fault, from when it is armed. */
    readonly longestFaultMs: number
    readonly recoveryMs: number
  }
  readonly slo: Slo
  readonly contract: Contract
  /** Metrics that the experiment's `expect` limits. If one cannot be measured, the run is inconclusive. */
  readonly demanded: readonly MetricName[]
  readonly minEvidence: number
  readonly stops: readonly StopCondition[]
  /** Words of the service's own log; `null` for the words of the catalogue. */
  readonly causeWords: CauseWords | null
}
