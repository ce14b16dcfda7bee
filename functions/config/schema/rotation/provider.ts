import { z } from 'zod'
import type { OurRotation } from '../../../core/model/ours.ts'
import { rotatorSpecs } from '../../../providers/rotators.ts'
import { secretReference } from '../secret.ts'
import { duration, expected, object, oneOf, word } from '../text.ts'
import { url } from '../url.ts'
import { secretKey, termFields, termsOf } from './terms.ts'

/** Names of the providers whose credentials we renew by their own calls. */
const names = rotatorSpecs.map(({ name }) => name)

/** A provider of the catalogue. What it needs is known there, and told in rules/rotation.ts. */
export const provider = object("ours({ grant: 'provider', ... })", {
  ...termFields,
  grant: z.literal('provider'),
  provider: oneOf(names),
  /** What the provider's calls have to know: ids of accounts, apps and tenants. */
  options: z.record(z.string(), word, { error: expected('an object of texts by name') }).default({}),
  /** Where the API is, where that is not the provider's own address. */
  api: url.optional(),
  /** The credential that authorizes the calls. */
  authority: secretReference.optional(),
  /** How long the next credential shall live. */
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
