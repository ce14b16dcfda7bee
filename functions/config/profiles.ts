import type { z } from 'zod'
import { suggest } from './near-miss.ts'
import type { Fault } from './problems.ts'
import { declaredInput } from './profiles/declared.ts'
import { httpInput } from './profiles/http.ts'
import { jwtInput } from './profiles/jwt.ts'
import { oauthClientCredentialsInput } from './profiles/oauth-client-credentials.ts'
import { oauthIntrospectionInput } from './profiles/oauth-introspection.ts'
import type { DraftOrFaults, ProfileInput } from './profiles/profile-input.ts'
import { expected } from './schema/text.ts'
import { writtenCheck } from './written.ts'

/** Every profile that a check can name. A new one is one line here and its own file. */
const profiles = {
  http: httpInput,
  jwt: jwtInput,
  'oauth-introspection': oauthIntrospectionInput,
  'oauth-client-credentials': oauthClientCredentialsInput,
  declared: declaredInput,
} as const

/** Names of the profiles, as `profile` in a check spells them. */
export type ProfileName = keyof typeof profiles

/** What a check of this profile may say. */
export type InputOf<Name extends ProfileName> = z.input<(typeof profiles)[Name]['schema']>

/** A check of any profile. */
export type CheckInput = { [Name in ProfileName]: InputOf<Name> }[ProfileName]

const byName: ReadonlyMap<unknown, ProfileInput> = new Map(Object.entries(profiles))

/** Reads a written check by the profile that it names. */
export function readDraft(written: unknown): DraftOrFaults {
  const { profile } = writtenCheck(written)
  return byName.get(profile)?.read(written) ?? { ok: false, faults: [withoutProfile(written, profile)] }
}

function withoutProfile(written: unknown, profile: unknown): Fault {
  if (typeof written !== 'object' || written === null || Array.isArray(written))
    return { path: [], message: expected('a check such as http({ ... })')({ input: written }) }
  const names = Object.keys(profiles)
  const what = `one of ${names.join(', ')}`
  const message =
    typeof profile === 'string' ? `unknown profile; ${suggest(profile, names)}` : expected(what)({ input: profile })
  return { path: ['profile'], message }
}
