import { z } from 'zod'
import type { Rotation } from '../../core/model/check.ts'
import { functionArn } from './arn.ts'
import { http } from './rotation/http.ts'
import { clientCredentials, githubApp, refreshToken } from './rotation/oauth.ts'
import { provider } from './rotation/provider.ts'
import { duration, expected, expectedVariant, object } from './text.ts'
import { link } from './url.ts'

const byHand = z.literal('manual').transform((): Rotation => ({ by: 'manual' }))

const manual = object('manual(...)', { by: z.literal('manual'), console: link }).transform(
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
const ours = z.discriminatedUnion('grant', [clientCredentials, refreshToken, githubApp, http, provider], {
  error: expectedVariant("grant: 'client_credentials', 'refresh_token', 'github_app', 'http' or 'provider'"),
})

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
