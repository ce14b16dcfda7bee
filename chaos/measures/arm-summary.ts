import { quantile } from 'simple-statistics'
import type { Sample } from '../trial/load.ts'

/** Summarises one arm over an interval. Latency is measured from the scheduled send time, in milliseconds. */
export type ArmSummary = {
  readonly calls: number
  readonly ok: number
  readonly degraded: number
  readonly failed: number
  /** Share of calls that were served, degraded ones included; `null` without calls. */
  readonly successRatio: number | null
  readonly p50Ms: number | null
  readonly p95Ms: number | null
  readonly p99Ms: number | null
}

export function summarizeArm(samples: readonly Sample[]): ArmSummary {
  const count = (kind: Sample['outcome']['kind']) => samples.filter(({ outcome }) => outcome.kind === kind).length
  const [ok, degraded, failed] = [count('ok'), count('degraded'), count('failed')]
  const latencies = samples.map(({ atMs, endedMs }) => endedMs - atMs)
  const at = (share: number) => (latencies.length === 0 ? null : quantile(latencies, share))
  const calls = samples.length
  const successRatio = calls === 0 ? null : (ok + degraded) / calls
  return { calls, ok, degraded, failed, successRatio, p50Ms: at(0.5), p95Ms: at(0.95), p99Ms: at(0.99) }
}
