import { createBreaker } from './breaker.ts'
import { type OAuthClient, type Steps, type Token, TokenRefused } from './steps.ts'

/** Keeps one good token for all requests of an instance: renewed before its end, once for everybody, and not at every refusal. */
export type TokenKeeper = {
  /** A token to send; throws `NoToken` where there is none. */
  current(): Promise<Token>
  /** What to send after a refusal: what others have renewed meanwhile, a new one, or the same once more where a new one was fetched just now. */
  after(refused: Token): Promise<Token>
}

/** There is no token to be had; `why` names the cause. */
export class NoToken extends Error {
  override readonly name = 'NoToken'
  readonly why: string

  constructor(why: string) {
    super('no token can be had')
    this.why = why
  }
}

/** Where a new token was refused too, the next one would be: it is the other side's trouble, and the token is kept. */
const refusalRenewsEveryMs = 5_000
/** Renewed in the background when a quarter of its life is left. */
const renewAtShare = 0.75
/** Twice as long each time: how often it asks must not grow with how long the others are away. */
const patience = { threshold: 1, firstPauseMs: 600, longestPauseMs: 2_400 }

export function keepToken(steps: Steps, opened: (error: string) => void): TokenKeeper {
  const breaker = createBreaker({ ...patience, opened })
  let secret: OAuthClient | null = null
  let token: Token | null = null
  let underWay: Promise<Token> | null = null
  let renewedForRefusalAt = 0

  const readSecret = async (): Promise<OAuthClient> => {
    try {
      secret = await steps.readSecret()
      return secret
    } catch (error) {
      throw new NoToken(secretCause(error))
    }
  }
  /** A secret that is refused may have been replaced: it is read anew once, and tried again only if it is another. */
  const mint = async (): Promise<Token> => {
    const held = secret ?? (await readSecret())
    try {
      return await steps.mint(held)
    } catch (error) {
      if (!(error instanceof TokenRefused) || error.status >= 429) throw new NoToken('idp_unavailable')
      const read = await readSecret()
      if (read.secret === held.secret) throw new NoToken('client_rejected')
      return await steps.mint(read)
    }
  }
  const renew = async (): Promise<Token> => {
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
    underWay ??= renew().finally(() => {
      underWay = null
    })
    return underWay
  }

  return {
    async current() {
      const now = Date.now()
      if (token === null || token.endsAt <= now) return refresh()
      // What fails here fails again when the token has ended, and is told then.
      if (token.issuedAt + (token.endsAt - token.issuedAt) * renewAtShare < now) refresh().catch(() => undefined)
      return token
    },
    async after(refused) {
      if (token !== null && token !== refused) return token
      const mayBeSpent = Date.now() - refused.issuedAt > (refused.endsAt - refused.issuedAt) / 2
      if (!mayBeSpent && Date.now() - renewedForRefusalAt < refusalRenewsEveryMs) return underWay ?? refused
      const renewed = await refresh()
      renewedForRefusalAt = Date.now()
      return renewed
    },
  }
}

function secretCause(error: unknown): string {
  const name = error instanceof Error ? error.name : ''
  if (error instanceof SyntaxError) return 'secret_malformed'
  if (name === 'AccessDeniedException' || name === 'DecryptionFailure') return 'secret_denied'
  if (name === 'ResourceNotFoundException' || name === 'InvalidRequestException') return 'secret_missing'
  return 'secret_store_unavailable'
}
