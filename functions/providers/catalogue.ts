import type { Profile } from '../core/profile.ts'
import { awsCaller } from './aws-caller.ts'
import { declared } from './declared.ts'
import { http } from './http.ts'
import { jwt } from './jwt.ts'
import { oauthClientCredentials } from './oauth-client-credentials.ts'
import { oauthIntrospection } from './oauth-introspection.ts'

/** Every profile that a check may name, and the one that Tokenwatch tests itself with. */
export const catalogue: ReadonlyMap<string, Profile> = new Map(
  [http, jwt, oauthIntrospection, oauthClientCredentials, declared, awsCaller].map((profile) => [
    profile.name,
    profile,
  ]),
)

/** The profile of a validated check; that it exists was settled when the config was loaded. */
export function profileOf(name: string): Profile {
  const profile = catalogue.get(name)
  if (profile === undefined) throw new Error(`no profile named ${name} in this build`)
  return profile
}
