import { heartbeatSeconds } from '../safety/lease.ts'

/** Half of the promised heartbeat, so that a lease stays alive even if one sign of life comes late. */
const longestIntervalMs = (heartbeatSeconds * 1_000) / 2

/** Signs of life within the silence that a lease allows, so that several may be late. */
const beatsInSilence = 4

/** Signs of life of the runner to the holder of its lease. */
export type Heartbeat = {
  /** Renews the lease if the last renewal is long enough ago. Resolves with false if the lease has ended. */
  beat(): Promise<boolean>
}

export type HeartbeatOptions = {
  /** Seconds without a sign of life after which the lease ends. */
  readonly silence: number
  /** Time before the lease was granted: the first renewal is due one interval later. */
  readonly sinceMs: number
  readonly monotonicMs?: () => number
}

export function startHeartbeat(
  renew: () => Promise<boolean>,
  { silence, sinceMs, monotonicMs = () => performance.now() }: HeartbeatOptions,
): Heartbeat {
  const intervalMs = Math.min(longestIntervalMs, (silence * 1_000) / beatsInSilence)
  let renewedMs = sinceMs
  return {
    async beat() {
      const nowMs = monotonicMs()
      if (nowMs - renewedMs < intervalMs) return true
      renewedMs = nowMs
      return renew()
    },
  }
}
