import { type AlertLevel, type Incident, outranks } from './incident.ts'

/** A check whose incidents open and close too often to notify each change. */
export type Flapping = {
  /** Epoch milliseconds. */
  readonly since: number
  /** The incident of the highest alert level since then. */
  readonly incident: Incident
}

/** A check is flapping when it changes more often than this within `flappingWindowMs`. */
const mostChanges = 4
const flappingWindowMs = 3_600_000

/** A check has stopped flapping when it did not change for this long. */
const stableAfterMs = 1_800_000

/** Returns the openings and closings of the last hour, with one more at `atMs`. */
export function withChange(changes: readonly number[], atMs: number): readonly number[] {
  return [...changes.filter((change) => atMs - change < flappingWindowMs), atMs]
}

export function changesTooOften(changes: readonly number[], nowMs: number): boolean {
  return changes.filter((change) => nowMs - change < flappingWindowMs).length > mostChanges
}

export function isStable(changes: readonly number[], nowMs: number): boolean {
  return nowMs - (changes.at(-1) ?? 0) >= stableAfterMs
}

/** Returns true if flapping suppresses this alert level. While a check is flapping, only a higher level notifies again. */
export function isSuppressedByFlapping(level: AlertLevel, flapping: Flapping | null): boolean {
  return flapping !== null && !outranks(level, flapping.incident.severity)
}
