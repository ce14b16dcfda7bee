import type { z } from 'zod'
import type { ChosenFault } from '../faults/catalogue.ts'
import type { Point } from '../faults/fault.ts'
import type { Ramp } from '../injectors/ramp.ts'
import type { Contract, MetricName } from '../measures/metric.ts'
import type { DeclaredProbes } from './probe.ts'
import type { extension } from './schema.ts'

type Extension = z.output<typeof extension>

/** A fault as an experiment orders it. */
export type OrderedFault = {
  readonly fault: ChosenFault
  readonly at: Point
  readonly pathPrefix: string
  readonly percent: number
  readonly ramp: Ramp | null
  readonly seed: number
  readonly leaseSeconds: number
  /** Time from the injection of the first fault of the part. */
  readonly afterMs: number
  /** Length of the fault; `null` if it lasts as long as the part. */
  readonly forMs: number | null
  /** Number of injected requests after which the fault ends. */
  readonly maxInjected: number
  /** Calls of users that meet the fault, by the load, its length and its rate. */
  readonly calls: number
}

/** A parsed experiment with all defaults filled in: its first fault, those that join it, and those that follow. */
export type Experiment = Omit<Extension, 'name' | 'expect'> &
  OrderedFault & {
    readonly title: string
    /** Declarations of `configuration` and `secrets`, without values. */
    readonly declared: { readonly configuration?: unknown; readonly secrets?: unknown }
    readonly description: string
    /** Probes of the file that a run makes. */
    readonly probes: DeclaredProbes
    /** Faults that are on together with this one. */
    readonly beside: readonly OrderedFault[]
    /** Parts of the experiment that follow in order, each with phases of its own. Only the first part has others. */
    readonly next: readonly Experiment[]
    /** Longest time of the fault: its phase counts from the first injected request. */
    readonly longestFaultMs: number
    /** Limits that hold for the fault, and for each of those beside it. */
    readonly contract: Contract
    /** Metrics that the experiment's `expect` limits. */
    readonly demanded: readonly MetricName[]
    /** `sha256:` and the first 16 digits. Journals of an experiment that was changed since have another hash. */
    readonly hash: string
  }

/** Returns the faults of a part that are on together. */
export const faultsOfPart = (part: Experiment): readonly [OrderedFault, ...OrderedFault[]] => [part, ...part.beside]

/** Returns the parts of an experiment, in order. */
export const partsOf = (experiment: Experiment): readonly [Experiment, ...Experiment[]] => [
  experiment,
  ...experiment.next,
]

/** Returns all faults of an experiment. */
export const allFaultsOf = (experiment: Experiment): readonly OrderedFault[] =>
  partsOf(experiment).flatMap(faultsOfPart)

/** Reasons for not running an experiment. Each names the field and what is expected, and never a value that could be a secret. */
export type Refusals = readonly string[]
