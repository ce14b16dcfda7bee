import type { ChosenFault } from '../faults/catalogue.ts'
import type { WireEntry } from '../injectors/wire.ts'
import type { Sample } from '../trial/load.ts'
import type { SubjectView } from '../trial/subject.ts'

/** What was seen of one arm: the calls that were made, and the requests that they caused. */
export type ArmObservation = {
  readonly samples: readonly Sample[]
  /** Requests of the service under test alone. */
  readonly wire: readonly WireEntry[]
}

/** The moments of a run, in monotonic milliseconds. */
export type Marks = {
  readonly startedMs: number
  readonly injectedMs: number
  readonly removedMs: number
  readonly endedMs: number
}

/** What counts as healthy: this share of calls, over a window of this length. */
export type Slo = { readonly successRatio: number; readonly windowMs: number }

/** Words of a service's own log, in any case: those that name the true cause of a fault, and those that name another one. */
export type CauseWords = { readonly right: readonly string[]; readonly wrong: readonly string[] }

/** Everything that one run has seen; the measures are taken from it and from nothing else. */
export type RunObservation = Omit<SubjectView, 'wire' | 'sawSignatureV4' | 'eligible'> & {
  readonly fault: ChosenFault
  readonly marks: Marks
  readonly slo: Slo
  /** Null where they are those of the catalogue. */
  readonly causeWords: CauseWords | null
  /** Live copies of the service; each has a cache of its own. */
  readonly instances: number
  readonly arms: { readonly fault: ArmObservation; readonly control: ArmObservation }
}

/** From the first request that met the fault, not from the command: some faults take a while to arrive. */
export function faultSpan({ counts, marks }: RunObservation): readonly [fromMs: number, toMs: number] {
  return [counts.firstInjectedMs ?? marks.injectedMs, marks.removedMs]
}

/** Those whose time lies in a span. */
export function within<Timed extends { readonly atMs: number }>(
  timed: readonly Timed[],
  [fromMs, toMs]: readonly [number, number],
): readonly Timed[] {
  return timed.filter(({ atMs }) => atMs >= fromMs && atMs < toMs)
}
