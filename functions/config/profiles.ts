import type { z } from 'zod'
import { providers } from '../providers/providers.ts'
import type { CatalogueCheck } from './builders/provider-builder.ts'
import { nearest } from './near-miss.ts'
import type { ConfigFault } from './problems.ts'
import { declaredInput } from './profiles/declared.ts'
import { httpInput } from './profiles/http.ts'
import { jwtInput } from './profiles/jwt.ts'
import { oauthClientCredentialsInput } from './profiles/oauth-client-credentials.ts'
import { oauthIntrospectionInput } from './profiles/oauth-introspection.ts'
import type { DraftOrFaults, ProfileInput } from './profiles/profile-input.ts'
import { providerInput } from './profiles/provider-input.ts'
import { expected } from './schema/text.ts'
import { writtenCheck } from './written.ts'

/** Generic profiles, whose checks define the request themselves. */
const generic = {
  http: httpInput,
  jwt: jwtInput,
  'oauth-introspection': oauthIntrospectionInput,
  'oauth-client-credentials': oauthClientCredentialsInput,
  declared: declaredInput,
} as const

/** Names of the generic profiles, as `profile` in a check spells them. */
export type GenericName = keyof typeof generic

/** Input of a check of a generic profile. */
export type InputOf<Name extends GenericName> = z.input<(typeof generic)[Name]['schema']>

/** A check of any profile. */
export type CheckInput = { [Name in GenericName]: InputOf<Name> }[GenericName] | CatalogueCheck

const byName: ReadonlyMap<unknown, ProfileInput> = new Map<string, ProfileInput>([
  ...[...providers.values()].flatMap((one) =>
    one.question === null ? [] : ([[one.name, providerInput(one, one.question)]] as const),
  ),
  ...Object.entries(generic),
])

/** Reads a written check by the profile that it names. */
export function readDraft(written: unknown): DraftOrFaults {
  const { profile } = writtenCheck(written)
  return byName.get(profile)?.read(written) ?? { ok: false, faults: [withoutProfile(written, profile)] }
}

function withoutProfile(written: unknown, profile: unknown): ConfigFault {
  if (typeof written !== 'object' || written === null || Array.isArray(written))
    return { path: [], message: expected('a check such as http({ ... })')({ input: written }) }
  const what = 'the name of a profile: docs/providers.md lists them'
  const near = typeof profile === 'string' ? nearest(profile, [...byName.keys()].map(String)) : undefined
  const unknown = near === undefined ? `unknown profile; expected ${what}` : `unknown profile; did you mean "${near}"?`
  const message = typeof profile === 'string' ? unknown : expected(what)({ input: profile })
  return { path: ['profile'], message }
}
