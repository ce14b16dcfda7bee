import { z } from 'zod'
import type { ClientAuthentication, Rotation } from '../../core/check.ts'
import { secretWith } from './secret.ts'
import { duration, expected, expectedVariant, object, oneOf, text, word } from './text.ts'
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
  functionArn: text('the ARN of a Lambda function', (value) =>
    /^arn:aws[a-z-]*:lambda:[a-z0-9-]+:\d{12}:function:[\w-]{1,64}(?::[\w$-]{1,128})?$/.test(value),
  ),
  rotateWithin: duration,
}).transform(({ by, functionArn, rotateWithin }): Rotation => ({ by, functionArn, rotateWithinSeconds: rotateWithin }))

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
  [manual, z.discriminatedUnion('by', [existing, ours], { error: expectedVariant('existing(...) or ours(...)') })],
  {
    error: expected("'manual', existing(...) or ours(...)"),
  },
)

/** Who renews the token, as `existing()` and `ours()` write it. */
export type RotationInput = z.input<typeof rotation>
