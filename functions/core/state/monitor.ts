import type { Canary } from '../model/own-check.ts'
import type { Reason } from '../model/reason.ts'
import type { Verdict } from '../model/verdict.ts'

/** A wrong result of a canary. `since` is in epoch milliseconds. */
export type Breakdown = { readonly since: number; readonly canary: Canary; readonly reason: Reason }

/** A message about the monitor itself that is decided and not yet accepted by SNS. */
export type PendingWatcherMessage = {
  readonly kind: 'broken' | 'recovered'
  readonly breakdown: Breakdown
  readonly at: number
}

/** The monitor's own state: broken or not. Written only when that changed. */
export type MonitorState = {
  /** Goes up by one with each write. A write succeeds only on the revision before it. */
  readonly revision: number
  /** Due time of the tick that wrote it. */
  readonly tick: number
  /** While it is not `null`, nothing is rotated. */
  readonly broken: Breakdown | null
  readonly pending: readonly PendingWatcherMessage[]
}

/** Stores the monitor's own state. Of several writes that start from the same revision, one succeeds. */
export type MonitorStore = {
  readMonitor(): Promise<MonitorState | null>
  /** Resolves with false when another write came first. */
  writeMonitor(state: MonitorState): Promise<boolean>
}

/**
 * Returns the state after a run of the canaries, or the same object where nothing changed. One wrong outcome marks the monitor as
 * broken; when all are right, it has recovered. An unclear outcome changes nothing, nor does an older or repeated tick.
 */
export function afterCanaries(
  previous: MonitorState | null,
  findings: readonly CanaryFinding[],
  { tick, nowMs }: { readonly tick: number; readonly nowMs: number },
): MonitorState | null {
  if (previous !== null && tick <= previous.tick) return previous
  const { broken, pending } = previous ?? { broken: null, pending: [] }
  const next = { revision: (previous?.revision ?? 0) + 1, tick }
  const wrong = findings.find(({ outcome }) => outcome === 'wrong')
  if (broken === null && wrong !== undefined) {
    const breakdown = { since: nowMs, canary: wrong.canary, reason: wrong.verdict.reason }
    return { ...next, broken: breakdown, pending: [...pending, { kind: 'broken', breakdown, at: nowMs }] }
  }
  if (broken !== null && findings.every(({ outcome }) => outcome === 'right'))
    return { ...next, broken: null, pending: [...pending, { kind: 'recovered', breakdown: broken, at: nowMs }] }
  return previous
}

/** Returns the state without the messages that SNS accepted. */
export function settled(state: MonitorState, accepted: readonly PendingWatcherMessage[]): MonitorState {
  return {
    ...state,
    revision: state.revision + 1,
    pending: state.pending.filter((pending) => !accepted.includes(pending)),
  }
}

/** Outcome of a canary: as expected, the opposite, or not known because STS gave no answer. */
export type CanaryFinding = {
  readonly canary: Canary
  readonly outcome: 'right' | 'wrong' | 'unclear'
  readonly verdict: Verdict
}
