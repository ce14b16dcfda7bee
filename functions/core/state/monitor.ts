import type { Canary } from '../model/own-check.ts'
import type { Reason } from '../model/reason.ts'
import type { Verdict } from '../model/verdict.ts'

/** What a canary showed that it must not show. Instants are epoch milliseconds. */
export type Breakdown = { readonly since: number; readonly canary: Canary; readonly reason: Reason }

/** A message about the monitor itself that is decided and not yet accepted by SNS. */
export type PendingWatcherMessage = {
  readonly kind: 'broken' | 'recovered'
  readonly breakdown: Breakdown
  readonly at: number
}

/** Whether the monitor can be trusted; written only when that changed. */
export type MonitorState = {
  /** Goes up by one with each write: the condition of the next one. */
  readonly revision: number
  /** Due time of the tick that wrote it. */
  readonly tick: number
  /** As long as it is not null, nothing is rotated. */
  readonly broken: Breakdown | null
  readonly pending: readonly PendingWatcherMessage[]
}

/** Where the monitor's own state is kept. A write succeeds for one of several that start from the same revision. */
export type MonitorStore = {
  readMonitor(): Promise<MonitorState | null>
  /** False when somebody else wrote first. */
  writeMonitor(state: MonitorState): Promise<boolean>
}

/**
 * The state after canaries came back, or the same object where nothing changed. One wrong outcome breaks the monitor, all right
 * ones mend it; what is unclear does neither. An older tick, or one that was delivered twice, changes nothing.
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

/** The state once what it owed has been accepted. */
export function settled(state: MonitorState, accepted: readonly PendingWatcherMessage[]): MonitorState {
  return {
    ...state,
    revision: state.revision + 1,
    pending: state.pending.filter((pending) => !accepted.includes(pending)),
  }
}

/** What became of a canary: as it has to be, the opposite, or nobody can tell right now. */
export type CanaryFinding = {
  readonly canary: Canary
  readonly outcome: 'right' | 'wrong' | 'unclear'
  readonly verdict: Verdict
}
