import type { GateJudgement } from './judgement.ts'
import type { GateSelection, SelectableNames, Unmatched } from './selection.ts'

/**
 * What the gate may go by. `either`: what was recorded lately, else a probe now. `recorded` and `fresh`: only the one. `remembered`: whatever
 * is in the records, however old and whatever the secret holds by now, for looking and not for deciding.
 */
export const evidenceKinds = ['either', 'fresh', 'recorded', 'remembered'] as const
export type EvidenceKind = (typeof evidenceKinds)[number]

/** What the gate asks the deployed probe: names only, never a secret and never a URL. */
export type GateQuestion = {
  readonly selection: GateSelection
  readonly evidence: EvidenceKind
  /** Older records are not gone by; null means two intervals of the check and a minute. */
  readonly maxAgeSeconds: number | null
}

/** The environments that one of several probes answers for. */
export type Scope = {
  /** Null for all. */
  readonly only: readonly string[] | null
  readonly except: readonly string[]
}

/** A question as one probe gets it. */
export type ScopedQuestion = GateQuestion & { readonly scope: Scope }

/** When a cadence gave its last sign of life. Instants are epoch milliseconds. */
export type Pulse = {
  readonly cadence: string
  readonly everySeconds: number
  /** When its last tick was due; null where none is recorded. */
  readonly tickedAt: number | null
  /** The oldest of the last ends of its batches, of those that hold a selected check; null where none has ended yet. */
  readonly judgedAt: number | null
}

/** What the probe answers. */
export type GateAnswer = {
  readonly deployment: string
  /** The answer's own instant, by the clock of who gave it. */
  readonly at: number
  readonly pulses: readonly Pulse[]
  readonly judgements: readonly GateJudgement[]
  readonly unmatched: readonly Unmatched[]
  /** Only with something unmatched. */
  readonly names: SelectableNames | null
}

/** How old a record may be: two ticks may be missed by a hair, and a batch takes its time. */
export function ageLimitMs({ everySeconds }: { readonly everySeconds: number }, maxAgeSeconds: number | null): number {
  return (maxAgeSeconds ?? 2 * everySeconds + 60) * 1_000
}
