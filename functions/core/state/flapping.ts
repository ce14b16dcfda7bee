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

/** A check is flapping too when it changes more often than this within a day, or within as many intervals as a day has hours. */
const mostChangesDaily = 8
const longWindowMs = 86_400_000
const longWindowIntervals = 24

/** A check has stopped flapping when it did not change for this long, and for as long as its last changes took. */
const stableAfterMs = 1_800_000

/** The openings and closings of a check, oldest first, and its interval: flapping is a matter of time at every cadence. */
type Changing = { readonly changes: readonly number[]; readonly everySeconds: number }

const windowMsOf = (everySeconds: number): number => Math.max(longWindowMs, longWindowIntervals * everySeconds * 1_000)

/** Returns the latest openings and closings, with one more at `atMs`. */
export function withChange({ changes, everySeconds }: Changing, atMs: number): readonly number[] {
  const windowMs = windowMsOf(everySeconds)
  return [...changes.filter((change) => atMs - change < windowMs).slice(-mostChangesDaily), atMs]
}

export function changesTooOften({ changes, everySeconds }: Changing, nowMs: number): boolean {
  const within = (windowMs: number) => changes.filter((change) => nowMs - change < windowMs).length
  return within(flappingWindowMs) > mostChanges || within(windowMsOf(everySeconds)) > mostChangesDaily
}

export function isStable(changes: readonly number[], nowMs: number): boolean {
  const latest = changes.slice(-mostChanges - 1)
  const [first = 0, last = 0] = [latest[0], latest.at(-1)]
  return nowMs - last >= Math.max(stableAfterMs, last - first)
}

/** Returns true if flapping suppresses this alert level. While a check is flapping, only a higher level notifies again. */
export function isSuppressedByFlapping(level: AlertLevel, flapping: Flapping | null): boolean {
  return flapping !== null && !outranks(level, flapping.incident.severity)
}
