import type { GateJudgement } from './judgement.ts'
import type { GateSelection, SelectableNames, Unmatched } from './selection.ts'

/**
 * Evidence that the gate may use. `either`: a recent record, else a probe. `recorded`: records only. `fresh`: probes only. `remembered`:
 * any record, however old and of whatever version; to show it, not to decide on it.
 */
export const evidenceKinds = ['either', 'fresh', 'recorded', 'remembered'] as const
export type EvidenceKind = (typeof evidenceKinds)[number]

/** A question of the gate to the deployed probe: names only, never a secret or a URL. */
export type GateQuestion = {
  readonly selection: GateSelection
  readonly evidence: EvidenceKind
  /** Age at which a record is stale; null for two intervals of the check and a minute, two hours at most. */
  readonly maxAgeSeconds: number | null
}

/** The environments that one of several probes answers for. */
export type Scope = {
  /** Names of environments; null for all. */
  readonly only: readonly string[] | null
  readonly except: readonly string[]
}

/** A question to one of several probes. */
export type ScopedQuestion = GateQuestion & { readonly scope: Scope }

/** The last signs of life of one cadence. Instants are epoch milliseconds. */
export type Pulse = {
  readonly cadence: string
  readonly everySeconds: number
  /** Due time of its last tick; null if none is recorded. */
  readonly tickedAt: number | null
  /** Of its batches that judged a selected check, the end of the one that ended first; null if nothing was judged yet. */
  readonly judgedAt: number | null
}

/** The answer of the probe to a question of the gate. */
export type GateAnswer = {
  readonly deployment: string
  /** Epoch milliseconds of the answer, by the clock of the probe. */
  readonly at: number
  readonly pulses: readonly Pulse[]
  readonly judgements: readonly GateJudgement[]
  readonly unmatched: readonly Unmatched[]
  /** All names that a selection may use; null unless some name is unmatched. */
  readonly names: SelectableNames | null
}

/** Age beyond which a record is never used unasked: of a slow cadence, it would be about yesterday. */
const oldestSeconds = 7_200

/** Seconds that a batch takes at most. */
const batchSeconds = 60

/**
 * Returns the age at which a record is stale, in milliseconds. By default two ticks may be late and a batch takes up to a minute, but
 * no record is older than two hours.
 */
export function ageLimitMs({ everySeconds }: Paced, maxAgeSeconds: number | null): number {
  return (maxAgeSeconds ?? Math.min(2 * everySeconds + batchSeconds, oldestSeconds)) * 1_000
}

/** Returns the age at which a sign of life is too old, in milliseconds. A tick may be late by its interval, or by two hours. */
export function silenceLimitMs({ everySeconds }: Paced): number {
  return (everySeconds + Math.min(everySeconds, oldestSeconds) + batchSeconds) * 1_000
}

type Paced = { readonly everySeconds: number }
