import type { Capabilities } from '../model/capabilities.ts'

/** A replay may end the whole family, the access token included: all that it can cost then is this much of that token's life. */
const lastResortMs = 10 * 60_000

/** Everything that decides what may be done about a claim whose answer was never seen. Instants are epoch milliseconds. */
export type Lost = {
  readonly capabilities: Pick<Capabilities, 'class' | 'replay' | 'graceMs'>
  readonly claimedAt: number
  readonly nowMs: number
  /** Exchanges that were begun so far. */
  readonly exchanges: number
  /** What introspection says of the old credential; null where nobody can be asked or nobody answered. */
  readonly alive: boolean | null
  /** Whether an administrator's credential can rotate the lost key by its id. */
  readonly recoverable: boolean
  /** Whether the present access token's end is known, and when. */
  readonly presentEndsAt: number | null
}

/**
 * `exchange`: once more. `recover`: by the administrator. `wait`: page, and look again later. `human`: nothing that a machine may do.
 */
export type Remedy = 'exchange' | 'recover' | 'wait' | 'human'

/** What may be done after an answer was lost. Never an exchange that could end what the first one made, but for the last resort. */
export function remedyFor(lost: Lost): Remedy {
  const { capabilities, claimedAt, nowMs, alive, recoverable } = lost
  if (capabilities.replay === 'safe') return 'exchange'
  if (nowMs - claimedAt < capabilities.graceMs) return 'exchange'
  if (recoverable) return 'recover'
  if (capabilities.class !== 'refresh_rotating') return 'human'
  // Alive: the exchange never arrived. Spent: it did, and its answer is gone.
  if (alive !== null) return alive ? 'exchange' : 'human'
  return lastResort(lost)
}

/** Consumers still live on the access token: while it lasts, nothing is risked that could end it. */
function lastResort({ presentEndsAt, nowMs, exchanges }: Lost): Remedy {
  if (exchanges > 1) return 'human'
  if (presentEndsAt === null) return 'wait'
  return presentEndsAt - nowMs <= lastResortMs ? 'exchange' : 'wait'
}
