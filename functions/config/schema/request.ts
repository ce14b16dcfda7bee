import { z } from 'zod'
import type { PingRequest, Placement } from '../../core/model/question.ts'
import { isSecretHeader } from '../secrecy.ts'
import { secretRole } from './secret.ts'
import { expected, expectedVariant, object, oneOf, text } from './text.ts'
import { url } from './url.ts'

/** Headers that the client sets itself. Another value would break the request or its limits. */
const ownHeaders = new Set(['host', 'content-length', 'transfer-encoding', 'connection', 'accept-encoding', 'expect'])

/** Name of a header that Tokenwatch does not set itself. */
export const anyHeaderName = text('a header name', (value) => /^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,128}$/.test(value)).refine(
  (name) => !ownHeaders.has(name.toLowerCase()),
  { error: 'Tokenwatch sets this header itself: drop it' },
)
const headerName = anyHeaderName.refine((name) => !isSecretHeader(name), {
  error: 'a header of this name is a credential: store it in a secret and send it with send: header(...)',
})
const headerValue = text('a header value of printable ASCII', (value) => /^[\t\x20-\x7e]{0,1024}$/.test(value))

/** Message for a POST that is not declared harmless. */
export const unsafePost =
  "missing; POST may change something at the provider with every probe: if it does not, set sideEffects: 'none'"

const request = object('get(...), head(...) or post(...)', {
  method: oneOf(['GET', 'HEAD', 'POST']),
  url,
  headers: z.record(headerName, headerValue, { error: expected('an object of header values by name') }).optional(),
  body: text('a text of at most 16384 characters', (value) => value.length <= 16_384).optional(),
  sideEffects: z.literal('none', { error: unsafePost }).optional(),
  /** True if the credential may lack the permission for this request: the check only asks if it lives. */
  optional: z.boolean({ error: expected('true or false') }).optional(),
})

/** A request as `get()`, `head()` and `post()` write it. */
export type PingInput = z.input<typeof request>

/** The request of a probe. rules/answer.ts finds the faults that need two fields. */
export const pingRequest = request.transform(
  ({ method, url, headers, body, optional }): PingRequest => ({
    method,
    url,
    headers: headers ?? {},
    body: body ?? null,
    ...(optional === true ? { optional } : {}),
  }),
)

/** A request that logs in, without its credential. */
export const loginRequest = {
  method: oneOf(['POST', 'GET']).default('POST'),
  url,
  headers: request.shape.headers,
  body: request.shape.body,
}

const header = object('header(...) or bearer()', {
  in: z.literal('header'),
  name: anyHeaderName,
  prefix: headerValue.default(''),
  role: secretRole.default('token'),
  raw: z.literal(true, { error: expected('true, as raw() writes it') }).optional(),
})
  .refine(({ prefix, raw }) => raw === undefined || prefix === '', {
    error: 'raw() sends the secret as the whole value: drop the prefix',
  })
  .transform(({ raw, ...placed }) => (raw === undefined ? placed : { ...placed, raw }))
const query = object('query(...)', {
  in: z.literal('query'),
  name: text('the name of a query parameter', (value) => /^[\w.~-]{1,128}$/.test(value)),
  role: secretRole.default('token'),
})
const user = z.union([object('a literal user', { literal: headerValue }), object('a role', { role: secretRole })], {
  error: expected('{ literal } or { role }'),
})
const basic = object('basic(...)', { in: z.literal('basic'), user, passwordRole: secretRole.nullable().default(null) })

const form = object('form(...)', {
  in: z.literal('form'),
  name: text('the name of a form field', (value) => /^\P{Cc}{1,128}$/u.test(value)),
  role: secretRole.default('token'),
})
const json = object('json(...)', {
  in: z.literal('json'),
  name: text('the place of a JSON field such as token, params.password or params.0', (value) =>
    /^[\w$-]{1,64}(?:\.[\w$-]{1,64}){0,7}$/.test(value),
  ),
  role: secretRole.default('token'),
})
/** Name of a cookie. */
export const cookieName = text('the name of a cookie', (value) => /^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,128}$/.test(value))
const cookie = object('cookie(...)', {
  in: z.literal('cookie'),
  name: cookieName,
  role: secretRole.default('token'),
})

const placement = z.discriminatedUnion('in', [header, query, basic, form, json, cookie], {
  error: expectedVariant('bearer(), header(...), basic(...), query(...), form(...), json(...) or cookie(...)'),
})

/** Placement of the credential, as `bearer()`, `header()`, `form()` and the other builders write it. */
export type PlacementInput = z.input<typeof placement>

const severalPlacements = z
  .array(placement)
  .min(1, { error: 'expected at least one placement, found an empty list' })
  .readonly()

/** One placement, or several for a credential of several parts. */
export const placements = z
  .union([placement, severalPlacements], {
    error: expected('a placement such as bearer(), header(...) or json(...), or a list of them'),
  })
  .transform((input): readonly Placement[] => ('in' in input ? [input] : input))

/** `Authorization: Bearer <token>`. */
export const bearerToken: Placement = { in: 'header', name: 'authorization', prefix: 'Bearer ', role: 'token' }

/** Returns the roles that the placements put into a request. */
export function rolesOf(send: readonly Placement[]): readonly string[] {
  const roles = send.flatMap((one) => {
    if (one.in !== 'basic') return [one.role]
    return ['role' in one.user ? one.user.role : null, one.passwordRole].filter((name) => name !== null)
  })
  return [...new Set(roles)]
}
