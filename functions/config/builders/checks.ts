import type { CheckInput, GenericName, InputOf } from '../profiles.ts'

/** Options of a builder: all fields of the check but the profile, which the builder sets. */
export type Options<Name extends GenericName> = Omit<InputOf<Name>, 'profile'>

/** Checks a token at any API. The answer must hold what the check asserts. */
export const http = (options: Options<'http'>) => ({ profile: 'http' as const, ...options })

/** Checks a JWT: reads its claims, verifies its signature if `jwks` is given, and sends it if `ping` is given. */
export const jwt = (options: Options<'jwt'>) => ({ profile: 'jwt' as const, ...options })

/** Checks a token by introspection at its issuer (RFC 7662). */
export const oauthIntrospection = (options: Options<'oauth-introspection'>) => ({
  profile: 'oauth-introspection' as const,
  ...options,
})

/** Checks a refresh token by introspection (RFC 7662), without spending it. */
export const oauthRefreshToken = (options: Omit<Options<'oauth-introspection'>, 'tokenType'>) =>
  oauthIntrospection({ ...options, tokenType: 'refresh_token' })

/** Checks a client id and secret by minting an access token with them (RFC 6749 section 4.4). */
export const oauthClientCredentials = (options: Options<'oauth-client-credentials'>) => ({
  profile: 'oauth-client-credentials' as const,
  ...options,
})

/** Watches the declared dates of a credential that no request can prove. */
export const declared = (options: Options<'declared'>) => ({ profile: 'declared' as const, ...options })

/** Repeats a check for each environment: `...inEach(['staging', 'production'], (env) => http({ ... }))`. */
export function inEach<const Name extends string, Input extends CheckInput>(
  environments: readonly Name[],
  make: (environment: Name) => Input,
): (Input & { readonly environment: Name })[] {
  return environments.map((environment) => ({ ...make(environment), environment }))
}
