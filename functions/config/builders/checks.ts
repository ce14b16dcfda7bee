import type { CheckInput, GenericName, InputOf } from '../profiles.ts'

/** A check as its builder takes it: everything but the profile's name, which is the builder's. */
export type Options<Name extends GenericName> = Omit<InputOf<Name>, 'profile'>

/** Any API that takes a token: asked with it, and believed only when the answer says what it should. */
export const http = (options: Options<'http'>) => ({ profile: 'http' as const, ...options })

/** A JWT: its claims are read, its signature is checked where `jwks` is given, and it is sent where `ping` is. */
export const jwt = (options: Options<'jwt'>) => ({ profile: 'jwt' as const, ...options })

/** A token that its issuer answers questions about (RFC 7662). */
export const oauthIntrospection = (options: Options<'oauth-introspection'>) => ({
  profile: 'oauth-introspection' as const,
  ...options,
})

/** A refresh token by its server's word (RFC 7662): whether it would still be taken, and until when, without spending it. */
export const oauthRefreshToken = (options: Omit<Options<'oauth-introspection'>, 'tokenType'>) =>
  oauthIntrospection({ ...options, tokenType: 'refresh_token' })

/** A client id and secret, proved by minting an access token with them (RFC 6749 section 4.4). */
export const oauthClientCredentials = (options: Options<'oauth-client-credentials'>) => ({
  profile: 'oauth-client-credentials' as const,
  ...options,
})

/** A credential that nobody can be asked about: watched by the dates that you declare. */
export const declared = (options: Options<'declared'>) => ({ profile: 'declared' as const, ...options })

/** The same check once per environment: `...inEach(['staging', 'production'], (env) => http({ ... }))`. */
export function inEach<const Name extends string, Input extends CheckInput>(
  environments: readonly Name[],
  make: (environment: Name) => Input,
): (Input & { readonly environment: Name })[] {
  return environments.map((environment) => ({ ...make(environment), environment }))
}
