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
  /** Age at which a record is stale; null for two intervals of the check and a minute. */
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
  /** Of its batches that hold a selected check, the one that ended first in its last run; null if none has ended yet. */
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

/** Returns the age at which a record is stale, in milliseconds. By default two ticks may be late, and a batch takes up to a minute. */
export function ageLimitMs({ everySeconds }: { readonly everySeconds: number }, maxAgeSeconds: number | null): number {
  return (maxAgeSeconds ?? 2 * everySeconds + 60) * 1_000
}
