import type { ChosenFault } from '../faults/catalogue.ts'
import type { WireEntry } from '../injectors/wire.ts'
import type { Sample } from '../trial/load.ts'
import type { SubjectView } from '../trial/subject.ts'

/** Observations of one arm: the calls that were made, and the requests that they caused. */
export type ArmObservation = {
  readonly samples: readonly Sample[]
  /** Requests of the service under test only. */
  readonly wire: readonly WireEntry[]
}

/** The moments of a run, in monotonic milliseconds. */
export type Marks = {
  readonly startedMs: number
  readonly injectedMs: number
  readonly removedMs: number
  readonly endedMs: number
}

/** Definition of healthy: the share of calls that must be served within a window of this length. */
export type Slo = { readonly successRatio: number; readonly windowMs: number }

/** Words of a service's own log that name the true cause of a fault (`right`) or another one (`wrong`). Case does not matter. */
export type CauseWords = { readonly right: readonly string[]; readonly wrong: readonly string[] }

/** Observations of one run. All metrics are computed from it and from nothing else. */
export type RunObservation = Omit<
  SubjectView,
  'wire' | 'sawSignatureV4' | 'eligible' | 'intruderProblem' | 'isLost' | 'countsOfEach'
> & {
  readonly fault: ChosenFault
  /** Lease of the fault, if others were on with it; `null` if every changed request is its own. */
  readonly leaseId: string | null
  /** End of the fault's own time, while others go on; `null` if it lasts to the removal. */
  readonly ownEndMs: number | null
  readonly marks: Marks
  readonly slo: Slo
  /** `null` for the words of the catalogue. */
  readonly causeWords: CauseWords | null
  /** Number of instances of the service. Each has its own cache. */
  readonly instances: number
  readonly arms: { readonly fault: ArmObservation; readonly control: ArmObservation }
}

/**
 * Starts at the first injected request, not at the order: some faults take a while to arrive. Ends when the budget was spent, if it was, or
 * with the fault's own time.
 */
export function faultSpan({ counts, marks, ownEndMs }: RunObservation): readonly [fromMs: number, toMs: number] {
  const endMs = Math.min(marks.removedMs, counts.spentMs ?? marks.removedMs, ownEndMs ?? marks.removedMs)
  return [counts.firstInjectedMs ?? marks.injectedMs, endMs]
}

/** Starts when no fault is on. After its own time, a fault's service still has the others to cope with. */
export function recoverySpan(observation: RunObservation): readonly [fromMs: number, toMs: number] {
  const { marks, ownEndMs } = observation
  return [ownEndMs === null ? faultSpan(observation)[1] : marks.removedMs, marks.endedMs]
}

/** Returns the items whose time lies within a span. */
export function within<Timed extends { readonly atMs: number }>(
  timed: readonly Timed[],
  [fromMs, toMs]: readonly [number, number],
): readonly Timed[] {
  return timed.filter(({ atMs }) => atMs >= fromMs && atMs < toMs)
}
