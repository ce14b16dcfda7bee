import { z } from 'zod'
import type { ClientAuthentication, Rotation } from '../../core/check.ts'
import { functionArn } from './arn.ts'
import { secretWith } from './secret.ts'
import { duration, expected, expectedVariant, object, oneOf, word } from './text.ts'
import { url } from './url.ts'

/** How a client proves itself at an OAuth endpoint; a header unless the server wants it in the body. */
export const authentication = oneOf([
  'client_secret_basic',
  'client_secret_post',
] as const satisfies readonly ClientAuthentication[]).default('client_secret_basic')

/** Secret of an OAuth client. */
export const clientSecret = secretWith('clientId', 'clientSecret')

const manual = z.literal('manual').transform((): Rotation => ({ by: 'manual' }))

const existing = object('existing(...)', {
  by: z.literal('existing'),
  functionArn,
  rotateWithin: duration,
}).transform(({ by, functionArn, rotateWithin }): Rotation => ({ by, functionArn, rotateWithinSeconds: rotateWithin }))

const managed = object('managed(...)', {
  by: z.literal('managed'),
  rotateWithin: duration,
}).transform(({ by, rotateWithin }): Rotation => ({ by, rotateWithinSeconds: rotateWithin }))

const ours = object('ours(...)', {
  by: z.literal('ours'),
  grant: z.literal('client_credentials', { error: expected("'client_credentials'") }),
  tokenUrl: url,
  client: clientSecret,
  scope: word.optional(),
  audience: word.optional(),
  authentication,
  rotateWithin: duration,
}).transform(
  ({ rotateWithin, scope, audience, ...rest }): Rotation => ({
    ...rest,
    scope: scope ?? null,
    audience: audience ?? null,
    rotateWithinSeconds: rotateWithin,
  }),
)

/** Who renews the token. */
export const rotation = z.union(
  [
    manual,
    z.discriminatedUnion('by', [existing, managed, ours], {
      error: expectedVariant('existing(...), managed(...) or ours(...)'),
    }),
  ],
  { error: expected("'manual', existing(...), managed(...) or ours(...)") },
)

/** Who renews the token, as `existing()`, `managed()` and `ours()` write it. */
export type RotationInput = z.input<typeof rotation>
