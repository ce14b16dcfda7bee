import type { z } from 'zod'
import type { ChosenFault } from '../faults/catalogue.ts'
import type { Point } from '../faults/fault.ts'
import type { Contract, MetricName } from '../measures/metric.ts'
import type { DeclaredProbes } from './probe.ts'
import type { extension } from './schema.ts'

type Extension = z.output<typeof extension>

/** A parsed experiment with all defaults filled in. */
export type Experiment = Omit<Extension, 'name' | 'expect'> & {
  readonly title: string
  /** Declarations of `configuration` and `secrets`, without values. */
  readonly declared: { readonly configuration?: unknown; readonly secrets?: unknown }
  readonly description: string
  /** Probes of the file that a run makes. */
  readonly probes: DeclaredProbes
  readonly fault: ChosenFault
  readonly at: Point
  readonly pathPrefix: string
  readonly percent: number
  readonly seed: number
  readonly leaseSeconds: number
  /** Longest time of the fault: its phase counts from the first injected request. */
  readonly longestFaultMs: number
  /** Number of injected requests after which the fault ends. */
  readonly maxInjected: number
  readonly contract: Contract
  /** Metrics that the experiment's `expect` limits. */
  readonly demanded: readonly MetricName[]
  /** `sha256:` and the first 16 digits. Journals of an experiment that was changed since have another hash. */
  readonly hash: string
}

/** Reasons for not running an experiment. Each names the field and what is expected, and never a value that could be a secret. */
export type Refusals = readonly string[]
