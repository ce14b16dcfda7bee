import { type Canary, canaries } from '../model/own-check.ts'
import type { Reason, Standing } from '../model/reason.ts'
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
  /** Last proof by the canaries; absent in states of earlier versions, and before they first proved something. */
  readonly proof?: CanaryProof
}

/** The judgement of one canary: its standing, and the status of the answer that it rests on. */
export type CanaryJudgement = { readonly standing: Standing; readonly status: number | null }

/** Evidence that judging works. It holds what was judged, so that whoever relies on it can compare it again. */
export type CanaryProof = {
  /** Due time of the tick whose canaries they were. */
  readonly tick: number
  /** Epoch milliseconds of the older judgement. */
  readonly at: number
  readonly canaries: Readonly<Record<Canary, CanaryJudgement>>
}

/** Stores the monitor's own state. Of several writes that start from the same revision, one succeeds. */
export type MonitorStore = {
  readMonitor(): Promise<MonitorState | null>
  /** Resolves with false when another write came first. */
  writeMonitor(state: MonitorState): Promise<boolean>
}

/**
 * Returns the state after a run of the canaries, or the same object where nothing changed. One wrong outcome marks the monitor as
 * broken; when all are right, it has recovered. An unclear outcome changes nothing, nor does an older or repeated tick. A proof is
 * stored again every few minutes: the heartbeat misses one that is not.
 */
export function afterCanaries(
  previous: MonitorState | null,
  findings: readonly CanaryFinding[],
  { tick, nowMs }: { readonly tick: number; readonly nowMs: number },
): MonitorState | null {
  if (previous !== null && tick <= previous.tick) return previous
  const { broken, pending } = previous ?? { broken: null, pending: [] }
  const next = { revision: (previous?.revision ?? 0) + 1, tick, ...proofAfter(previous, findings, tick) }
  const wrong = findings.find(({ outcome }) => outcome === 'wrong')
  if (broken === null && wrong !== undefined) {
    const breakdown = { since: nowMs, canary: wrong.canary, reason: wrong.verdict.reason }
    return { ...next, broken: breakdown, pending: withinRoom([...pending, { kind: 'broken', breakdown, at: nowMs }]) }
  }
  const proof = proofIn(findings, tick)
  if (broken !== null && proof !== null)
    return {
      ...next,
      broken: null,
      pending: withinRoom([...pending, { kind: 'recovered', breakdown: broken, at: nowMs }]),
    }
  const isDue = proof !== null && tick - (previous?.proof?.tick ?? 0) >= nextProofAfterMs
  return isDue ? { ...next, broken, pending } : previous
}

/** Messages that wait at most. They alternate, so that two that follow each other are a whole story. */
const mostPending = 8

/** Leaves out the second and the third message when too many wait: the first says since when, the last how it is. */
const withinRoom = (pending: MonitorState['pending']): MonitorState['pending'] =>
  pending.length <= mostPending ? pending : [...pending.slice(0, 1), ...pending.slice(3)]

/** A proof is written again after this. A minute's cadence would write it every minute. */
const nextProofAfterMs = 240_000

function proofAfter(
  previous: MonitorState | null,
  findings: readonly CanaryFinding[],
  tick: number,
): Pick<MonitorState, 'proof'> {
  const proof = proofIn(findings, tick) ?? previous?.proof
  return proof === undefined ? {} : { proof }
}

/** Returns the proof that all canaries together give; `null` if one of them is missing, unclear or wrong. */
function proofIn(findings: readonly CanaryFinding[], tick: number): CanaryProof | null {
  const [good, bad] = canaries.map((wanted) => findings.find(({ canary }) => canary === wanted))
  if (good?.outcome !== 'right' || bad?.outcome !== 'right') return null
  const judged = ({ verdict }: CanaryFinding) => ({ standing: verdict.standing, status: verdict.evidence.status })
  const at = Math.min(good.verdict.at, bad.verdict.at)
  return { tick, at, canaries: { 'known-good': judged(good), 'known-bad': judged(bad) } }
}

/** A proof counts for this many intervals of the canaries, and for some minutes more: STS may be away for a while. */
const proofIntervals = 3
const proofGraceMs = 600_000

/**
 * Returns true if the canaries have lately proved that judging tells a valid credential from a broken one. It trusts no outcome that was noted, and
 * compares the judgements again: by their standings, by the statuses of the answers, and by their times.
 */
export function provesJudging(state: MonitorState | null, nowMs: number, everySeconds: number): boolean {
  if (state?.proof === undefined || state.broken !== null) return false
  const { canaries: judged, tick, at } = state.proof
  const [good, bad] = [judged['known-good'], judged['known-bad']]
  const isRight = good.standing === 'valid' && bad.standing === 'invalid'
  const isAnswered = good.status === 200 && bad.status !== null && bad.status >= 400 && bad.status < 500
  const lastsMs = proofIntervals * everySeconds * 1_000 + proofGraceMs
  return isRight && isAnswered && [tick, at].every((then) => Math.abs(nowMs - then) <= lastsMs)
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
