import { randomUUID } from 'node:crypto'

/** The longest that any fault may last, whatever an experiment asks for. */
export const longestLeaseSeconds = 900

/** Without a sign of life from its holder for this long, a fault is over: three of the holder's heartbeats. */
export const silenceSeconds = 30

/** How often a holder gives a sign of life. */
export const heartbeatSeconds = 10

/** How a lease ended: it ran out, its holder fell silent, gave it back, or a stop condition ended it. */
export type LeaseEnd = 'expired' | 'silent' | 'removed' | 'stopped'

/** The dead man's switch of one fault: asked on every request, so that nothing has to run for a fault to end. */
export type Lease = {
  readonly id: string
  readonly seconds: number
  isLive(): boolean
  /** The holder's sign of life. It keeps the lease from falling silent and never makes it longer. */
  renew(): void
  end(how: 'removed' | 'stopped'): void
  ended(): LeaseEnd | null
}

/** `monotonicMs` must not jump: a wall clock that is set back would keep a fault alive. */
export function grantLease(
  seconds: number,
  options: { readonly silence?: number; readonly monotonicMs?: () => number } = {},
): Lease {
  if (!(seconds > 0 && seconds <= longestLeaseSeconds))
    throw new RangeError(`a lease lasts up to ${longestLeaseSeconds} s`)
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
