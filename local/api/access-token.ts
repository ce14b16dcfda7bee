/** Facts that the API has validated: the owner of a token and its scopes. */
export type AccessToken = {
  readonly login: string
  /** Label of the environment; null if the token carries none. */
  readonly environment: string | null
  readonly scopes: readonly string[]
  /** Epoch seconds. */
  readonly expiresAt: number
  readonly tokenType: string
}

/**
 * `inactive`: unknown, expired, revoked or forged, which callers cannot tell apart. `undecided`: the authorization server could
 * not be asked.
 */
export type Validation = AccessToken | 'inactive' | 'undecided'

/** Validates a token, in one of several ways. */
export type Validate = (token: string) => Promise<Validation>

/**
 * Reads the claims of a JWT or of an introspection answer, which use the same names. `audience` is the required audience; null
 * accepts any.
 */
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
