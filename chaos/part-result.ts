import type { Experiment } from './experiment/experiment.ts'
import type { Propagation } from './service/propagation.ts'
import type { TracePropagation } from './traces/trace-propagation.ts'
import type { RunResult } from './trial/run-result.ts'

/** A part of an experiment that was run: faults that were on together, and what came of it. */
export type PartResult = {
  readonly part: Experiment
  readonly result: RunResult
  readonly propagation: readonly Propagation[]
  /** `null` if the file asks for no traces, or nothing was injected. */
  readonly traces: TracePropagation | null
}
