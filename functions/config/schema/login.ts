import { z } from 'zod'
import type { SessionPlace } from '../../core/model/question.ts'
import { expiresPath } from './expiry-place.ts'
import { placeExpression } from './expression.ts'
import { anyHeaderName, cookieName, loginRequest, placements } from './request.ts'
import { expected, object } from './text.ts'

const outsideBody = object('{ header } or { cookie }', {
  header: anyHeaderName.optional(),
  cookie: cookieName.optional(),
}).transform(({ header, cookie }, context): SessionPlace => {
  if (header !== undefined && cookie === undefined) return { header: header.toLowerCase() }
  if (cookie !== undefined && header === undefined) return { cookie }
  context.addIssue({ code: 'custom', message: 'expected either header or cookie' })
  return z.NEVER
})

/** Place of the session in the answer to a login. */
const sessionPlace = z.union([placeExpression, outsideBody], {
  error: expected('a JMESPath expression, { header } or { cookie }'),
})

/** A request that logs in, where the credential stands in it, and where the session stands in its answer. */
export const loginInput = object('login(...)', {
  ...loginRequest,
  send: placements,
  session: sessionPlace,
  /** Place of the end of the credential itself in the answer, such as the end of a password. */
  expires: expiresPath.optional(),
  /** True if the login exchanges a refresh token, and the server documents that the token stays valid. */
  keepsRefreshToken: z.literal(true, { error: expected('true') }).optional(),
})

/** A login as `login()` writes it. */
export type LoginInput = z.input<typeof loginInput>
