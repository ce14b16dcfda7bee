import type { Contract, MetricName } from '../measures/metric.ts'
import type { CauseWords, Slo } from '../measures/observation.ts'
import type { LoadPlan } from './arms.ts'
import type { StopCondition } from './stops.ts'
import type { InjectionOrder } from './subject.ts'

/** A fault of a run, with the number of times that it must have reached the service. */
export type PlannedFault = {
  readonly order: InjectionOrder
  readonly minEvidence: number
  /** Time from the injection of the first fault until this one joins it. */
  readonly afterMs: number
  /** Length of the fault, which is that of its lease; `null` if it lasts to the removal. */
  readonly forMs: number | null
}

/** A run: the faults, the load, the phases and the expectations. */
export type RunPlan = {
  /** Faults that are on together, in the order in which they begin. */
  readonly faults: readonly [PlannedFault, ...PlannedFault[]]
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
  /** Limits that hold for each of the faults. */
  readonly contract: Contract
  /** Metrics that the experiment's `expect` limits. If one cannot be measured, the run is inconclusive. */
  readonly demanded: readonly MetricName[]
  readonly stops: readonly StopCondition[]
  /** Words of the service's own log; `null` for the words of the catalogue. */
  readonly causeWords: CauseWords | null
}
