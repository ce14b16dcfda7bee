import { createBreaker } from './breaker.ts'
import { createMinter, NoToken } from './minter.ts'
import type { Steps, Token } from './steps.ts'

/** Keeps one valid token for all requests of an instance. It refreshes the token before it expires, and not at every refusal. */
export type TokenKeeper = {
  /** Returns a token to send; throws `NoToken` if there is none. */
  current(): Promise<Token>
  /** Returns the token to retry with: one that was refreshed meanwhile, a new one, or the refused one if it is new itself. */
  after(refused: Token): Promise<Token>
}

/** Shortest time between two refreshes because of refusals. If a new token is refused too, the cause is on the other side. */
const refreshAfterRefusalEveryMs = 5_000
/** Share of its lifetime after which a token is refreshed in the background. */
const refreshAtShare = 0.75
/** Pauses between failed refreshes. They double, so that a long outage does not cause more requests. */
const pauses = { threshold: 1, firstPauseMs: 600, longestPauseMs: 2_400 }

export function keepToken(steps: Steps, opened: (error: string) => void): TokenKeeper {
  const breaker = createBreaker({ ...pauses, opened })
  const mint = createMinter(steps)
  let token: Token | null = null
  let underWay: Promise<Token> | null = null
  let refreshedForRefusalAt = 0

  const mintUnlessOpen = async (): Promise<Token> => {
    const refusal = breaker.refusal()
    if (refusal !== null) throw new NoToken(refusal)
    try {
      token = await mint()
      breaker.succeeded()
      return token
    } catch (error) {
      const { why } = error instanceof NoToken ? error : { why: 'idp_unavailable' }
      breaker.failed(why)
      throw new NoToken(why)
    }
  }
  const refresh = (): Promise<Token> => {
    underWay ??= mintUnlessOpen().finally(() => {
      underWay = null
    })
    return underWay
  }

  return {
    async current() {
      const now = Date.now()
      if (token === null || token.endsAt <= now) return refresh()
      // If the background refresh fails, a call after the expiry fails again and reports it.
      if (token.issuedAt + (token.endsAt - token.issuedAt) * refreshAtShare < now) refresh().catch(() => undefined)
      return token
    },
    async after(refused) {
      if (token !== null && token !== refused) return token
      const mayBeSpent = Date.now() - refused.issuedAt > (refused.endsAt - refused.issuedAt) / 2
      if (!mayBeSpent && Date.now() - refreshedForRefusalAt < refreshAfterRefusalEveryMs) return underWay ?? refused
      const refreshed = await refresh()
      refreshedForRefusalAt = Date.now()
      return refreshed
    },
  }
}
