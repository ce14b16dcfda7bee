import { z } from 'zod'
import type { Rotation } from '../../core/model/check.ts'
import { functionArn } from './arn.ts'
import { httpGrant } from './rotation/http.ts'
import { clientCredentialsGrant, githubAppGrant, refreshTokenGrant } from './rotation/oauth.ts'
import { providerGrant } from './rotation/provider.ts'
import { duration, expected, expectedVariant, object } from './text.ts'
import { linkUrl } from './url.ts'

const byHand = z.literal('manual').transform((): Rotation => ({ by: 'manual' }))

const manual = object('manual(...)', { by: z.literal('manual'), console: linkUrl }).transform(
  ({ by, console }): Rotation => ({ by, consoleUrl: console }),
)

const existing = object('existing(...)', {
  by: z.literal('existing'),
  functionArn,
  rotateWithin: duration,
}).transform(({ by, functionArn, rotateWithin }): Rotation => ({ by, functionArn, rotateWithinSeconds: rotateWithin }))

const managed = object('managed(...)', {
  by: z.literal('managed'),
  rotateWithin: duration,
}).transform(({ by, rotateWithin }): Rotation => ({ by, rotateWithinSeconds: rotateWithin }))

/** Grants that make the next credential, where Tokenwatch's own function rotates it. */
const ours = z.discriminatedUnion(
  'grant',
  [clientCredentialsGrant, refreshTokenGrant, githubAppGrant, httpGrant, providerGrant],
  {
    error: expectedVariant("grant: 'client_credentials', 'refresh_token', 'github_app', 'http' or 'provider'"),
  },
)

/** Rotation of the token. */
export const rotation = z.union(
  [
    byHand,
    z.discriminatedUnion('by', [manual, existing, managed, ours], {
      error: expectedVariant('manual(...), existing(...), managed(...) or ours(...)'),
    }),
  ],
  { error: expected("'manual', existing(...), managed(...) or ours(...)") },
)

/** Rotation of the token, as `manual()`, `existing()`, `managed()` and `ours()` write it. */
export type RotationInput = z.input<typeof rotation>
