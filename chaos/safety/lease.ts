import { randomUUID } from 'node:crypto'

/** Longest lease of any fault. No experiment can ask for more. */
export const longestLeaseSeconds = 900

/** Time without a sign of life from the holder after which a fault ends: three heartbeats. */
export const silenceSeconds = 30

/** Interval within which a holder promises a sign of life. */
export const heartbeatSeconds = 10

/** Reason that a lease ended: time, a silent holder, the removal of the fault, a stop condition, or a spent budget of requests. */
export type LeaseEnd = 'expired' | 'silent' | 'removed' | 'stopped' | 'spent'

/** The dead man's switch of one fault. It is checked on every request, so a fault ends without anybody acting. */
export type Lease = {
  readonly id: string
  readonly seconds: number
  isLive(): boolean
  /** Notes a sign of life from the holder. It never makes the lease longer. */
  renew(): void
  end(how: 'removed' | 'stopped' | 'spent'): void
  ended(): LeaseEnd | null
}

/** Grants a lease. `monotonicMs` must be monotonic: a wall clock that is set back would keep a fault alive. */
export function grantLease(
  seconds: number,
  options: { readonly silence?: number; readonly monotonicMs?: () => number } = {},
): Lease {
  if (!(seconds > 0 && seconds <= longestLeaseSeconds))
    throw new RangeError(`a lease lasts at most ${longestLeaseSeconds} s`)
  const { silence = silenceSeconds, monotonicMs = () => performance.now() } = options
  const startedMs = monotonicMs()
  let renewedMs = startedMs
  let end: LeaseEnd | null = null
  const ended = (): LeaseEnd | null => {
    const nowMs = monotonicMs()
    if (end === null && nowMs - startedMs >= seconds * 1_000) end = 'expired'
    if (end === null && nowMs - renewedMs >= silence * 1_000) end = 'silent'
    return end
  }
  return {
    id: randomUUID(),
    seconds,
    isLive: () => ended() === null,
    renew() {
      if (ended() === null) renewedMs = monotonicMs()
    },
    end(how) {
      if (ended() === null) end = how
    },
    ended,
  }
}
