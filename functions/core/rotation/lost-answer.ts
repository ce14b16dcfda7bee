import type { Capabilities } from '../model/capabilities.ts'

/** Time before the end of the access token in which a replay is risked. A replay may end the whole family, this token included. */
const lastResortMs = 10 * 60_000

/** Facts about a claim whose answer was never seen. Instants are epoch milliseconds. */
export type Lost = {
  readonly capabilities: Pick<Capabilities, 'class' | 'replay' | 'graceMs'>
  readonly claimedAt: number
  readonly nowMs: number
  /** Exchanges that were begun so far. */
  readonly exchanges: number
  /** True if the old credential proves that it was not exchanged, false if it proves that it was; `null` where nothing proves either. */
  readonly alive: boolean | null
  /** True if an administrator's credential can rotate the lost key by its id. */
  readonly recoverable: boolean
  /** Known end of the present access token, or `null`. */
  readonly presentEndsAt: number | null
}

/**
 * `exchange`: exchange once more. `recover`: have the administrator's credential rotate the lost key. `wait`: page, and look again later.
 * `human`: only a person can go on.
 */
export type Remedy = 'exchange' | 'recover' | 'wait' | 'human'

/** Decides what to do after a lost answer. Except as the last resort, never exchanges where that could end what was issued before. */
export function remedyFor(lost: Lost): Remedy {
  const { capabilities, claimedAt, nowMs, alive, recoverable } = lost
  if (capabilities.replay === 'safe') return 'exchange'
  if (nowMs - claimedAt < capabilities.graceMs) return 'exchange'
  // Alive: the exchange never arrived. Spent: it did, and the answer is lost.
  if (alive === true) return 'exchange'
  if (recoverable) return 'recover'
  if (capabilities.class !== 'refresh_rotating' || alive === false) return 'human'
  return lastResort(lost)
}

/** Risks one replay shortly before the access token ends. Until then, consumers still work with that token. */
function lastResort({ presentEndsAt, nowMs, exchanges }: Lost): Remedy {
  if (exchanges > 1) return 'human'
  if (presentEndsAt === null) return 'wait'
  return presentEndsAt - nowMs <= lastResortMs ? 'exchange' : 'wait'
}
