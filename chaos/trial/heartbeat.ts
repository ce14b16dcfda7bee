import { heartbeatSeconds } from '../safety/lease.ts'

/** Half of the promised heartbeat, so that a lease stays alive even if one sign of life comes late. */
const intervalMs = (heartbeatSeconds * 1_000) / 2

/** Signs of life of the runner to the holder of its lease. */
export type Heartbeat = {
  /** Renews the lease if the last renewal is half a heartbeat ago. Resolves with false if the lease has ended. */
  beat(): Promise<boolean>
}

/** Start it before the lease is granted: the first renewal is due half a heartbeat later. */
export function startHeartbeat(
  renew: () => Promise<boolean>,
  monotonicMs: () => number = () => performance.now(),
): Heartbeat {
  let renewedMs = monotonicMs()
  return {
    async beat() {
      const nowMs = monotonicMs()
      if (nowMs - renewedMs < intervalMs) return true
      renewedMs = nowMs
      return renew()
    },
  }
}
