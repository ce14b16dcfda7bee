import { type AlertLevel, type Incident, outranks } from './incident.ts'
/** Turns too often for each turn to be told. */
export type Flapping = { /** Epoch milliseconds. */ readonly since: number; readonly incident: Incident }

/** More than this many openings and closings within an hour are one notice. */
const mostTurns = 4
const windowMs = 3_600_000

/** It has calmed once nothing turned for this long; what is open then is told. */
const calmAfterMs = 1_800_000

/** The openings and closings of the last hour, with one more. */
export function turnedAt(turns: readonly number[], atMs: number): readonly number[] {
  return [...turns.filter((turn) => atMs - turn < windowMs), atMs]
}

export function turnsTooOften(turns: readonly number[], nowMs: number): boolean {
  return turns.filter((turn) => nowMs - turn < windowMs).length > mostTurns
}

export function isCalm(turns: readonly number[], nowMs: number): boolean {
  return nowMs - (turns.at(-1) ?? 0) >= calmAfterMs
}

/** Who is not woken by what comes and goes is woken by what has not come before. */
export function isOutranked(severity: AlertLevel, flapping: Flapping | null): boolean {
  return flapping !== null && !outranks(severity, flapping.incident.severity)
}
