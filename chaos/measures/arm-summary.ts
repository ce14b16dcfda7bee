import type { Sample } from '../trial/load.ts'

/** How one arm fared for a while. Latency counts from the moment that a call was due; milliseconds. */
export type ArmSummary = {
  readonly calls: number
  readonly ok: number
  readonly degraded: number
  readonly failed: number
  /** Served, if only with less than usual; null where nobody called. */
  readonly successRatio: number | null
  readonly p50Ms: number | null
  readonly p95Ms: number | null
  readonly p99Ms: number | null
}

export function summarizeArm(samples: readonly Sample[]): ArmSummary {
  const count = (kind: Sample['outcome']['kind']) => samples.filter(({ outcome }) => outcome.kind === kind).length
  const [ok, degraded, failed] = [count('ok'), count('degraded'), count('failed')]
  const latencies = samples.map(({ atMs, endedMs }) => endedMs - atMs).toSorted((a, b) => a - b)
  const at = (share: number) => latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))] ?? null
  const calls = samples.length
  const successRatio = calls === 0 ? null : (ok + degraded) / calls
  return { calls, ok, degraded, failed, successRatio, p50Ms: at(0.5), p95Ms: at(0.95), p99Ms: at(0.99) }
}
