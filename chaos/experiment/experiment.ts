import type { z } from 'zod'
import type { ChosenFault } from '../faults/catalogue.ts'
import type { Point } from '../faults/fault.ts'
import type { Contract, MetricName } from '../measures/metric.ts'
import type { extension } from './schema.ts'

type Extension = z.output<typeof extension>

/** An experiment that has been understood: everything named, every default in its place. */
export type Experiment = Omit<Extension, 'name' | 'expect'> & {
  readonly title: string
  readonly description: string
  readonly fault: ChosenFault
  readonly at: Point
  readonly pathPrefix: string
  readonly percent: number
  readonly seed: number
  readonly leaseSeconds: number
  /** The fault ends when it has struck so often. */
  readonly maxInjected: number
  readonly contract: Contract
  /** Metrics that the experiment itself limits. */
  readonly demanded: readonly MetricName[]
  /** `sha256:` and the first digits: tells journals of the same experiment from those of a changed one. */
  readonly hash: string
}

/** Why an experiment is not run. Each names the field and the way out, and never a value that could be a secret. */
export type Refusals = readonly string[]
