import type { LiveFigures } from './live.ts'
import type { TimelineEntry } from './timeline.ts'

/** Everything that a run calls back. */
export type Hooks = {
  readonly signal: AbortSignal
  /** Receives each entry of the timeline as it is recorded. */
  onEvent(entry: TimelineEntry): void
  /** Receives the figures of the run about once a second, while the fault is on and while the service recovers; `null` if nobody looks. */
  readonly onFigures: ((figures: LiveFigures) => void) | null
  /** Called before anything is changed, to write down how to undo it. */
  beforeInjection(): Promise<void>
  /** Called when the change was undone. */
  afterRemoval(): Promise<void>
  /** Makes the probes of the steady-state hypothesis, and returns the names of those that are not met. */
  unmetHypothesis(): Promise<readonly string[]>
  /** Makes the probes of the method while the fault is on, and returns the names of those that are not met. */
  unmetDuring(): Promise<readonly string[]>
}
