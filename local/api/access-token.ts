/** What the API believes of a token: whose it is and what it may do. */
export type AccessToken = {
  readonly login: string
  /** Null where the token carries no label of its own. */
  readonly environment: string | null
  readonly scopes: readonly string[]
  /** Epoch seconds. */
  readonly expiresAt: number
  readonly tokenType: string
}

/** `inactive`: unknown, expired, revoked or forged, which callers are not told apart; `undecided`: nobody could be asked. */
export type Validation = AccessToken | 'inactive' | 'undecided'

/** Whatever way a token is validated in. */
export type Validate = (token: string) => Promise<Validation>

/** Reads the claims of a JWT or of an introspection answer, which spell them alike; `audience` is whom tokens must be for, null for anybody. */
export function accessTokenOf(claims: Readonly<Record<string, unknown>>, audience: string | null): Validation {
  const { login, environment, scope, exp, aud } = claims
  if (typeof login !== 'string' || typeof exp !== 'number' || exp * 1_000 <= Date.now()) return 'inactive'
  if (audience !== null && aud !== audience) return 'inactive'
  return {
    login,
    environment: typeof environment === 'string' ? environment : null,
    scopes: typeof scope === 'string' ? scope.split(' ') : [],
    expiresAt: exp,
    tokenType: 'Bearer',
  }
}
