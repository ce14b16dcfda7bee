import type { Contract, MetricName } from '../measures/metric.ts'
import type { CauseWords, Slo } from '../measures/observation.ts'
import type { LoadPlan } from './arms.ts'
import type { StopCondition } from './stops.ts'
import type { InjectionOrder } from './subject.ts'

/** What is done, for how long, and what is expected of it. */
export type RunPlan = {
  readonly order: InjectionOrder
  readonly load: LoadPlan
  readonly phases: { readonly baselineMs: number; readonly faultMs: number; readonly recoveryMs: number }
  readonly slo: Slo
  readonly contract: Contract
  /** What the experiment itself expects: nothing is said of a run that could not measure it. */
  readonly demanded: readonly MetricName[]
  readonly minEvidence: number
  readonly stops: readonly StopCondition[]
  /** Words of the service's own log; null where they are the catalogue's. */
  readonly causeWords: CauseWords | null
}
