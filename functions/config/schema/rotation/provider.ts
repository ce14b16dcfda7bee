import { z } from 'zod'
import type { OurRotation } from '../../../core/model/ours.ts'
import { rotatorSpecs } from '../../../providers/rotators.ts'
import { secretReference } from '../secret.ts'
import { duration, expected, object, oneOf, word } from '../text.ts'
import { url } from '../url.ts'
import { secretKey, termFields, termsOf } from './terms.ts'

/** Names of the providers whose credentials Tokenwatch rotates by their own calls. */
const names = rotatorSpecs.map(({ name }) => name)

/** A provider of the catalogue, which knows what it needs. rules/rotation.ts reports what is missing. */
export const providerGrant = object("ours({ grant: 'provider', ... })", {
  ...termFields,
  grant: z.literal('provider'),
  provider: oneOf(names),
  /** Options of the provider's calls: ids of accounts, apps and tenants. */
  options: z.record(z.string(), word, { error: expected('an object of texts by name') }).default({}),
  /** Address of the API, if it is not the provider's own. */
  api: url.optional(),
  /** The credential that authorizes the calls. */
  authority: secretReference.optional(),
  /** Life of the next credential. */
  lifetime: duration.optional(),
  /** Further parts of the credential, by role: keys of the secret's JSON object. */
  parts: z
    .record(z.string(), secretKey, { error: expected("an object of keys of the secret's JSON object by role") })
    .default({}),
}).transform((written): OurRotation => {
  const { grant, provider, options, api, authority, lifetime, parts } = written
  const calls = { options, api: api ?? null, client: authority ?? null, lifeSeconds: lifetime ?? null }
  return { ...termsOf(written, parts), grant, provider, ...calls }
})
