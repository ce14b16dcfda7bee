import type { LoginInput } from '../schema/login.ts'
import type { PingInput, PlacementInput } from '../schema/request.ts'

type Headers = Readonly<Record<string, string>>
type In<Place extends PlacementInput['in']> = Extract<PlacementInput, { in: Place }>

/** `GET`, the usual ping. With `optional`, a refusal for permission is no fault: the check only asks if the token lives. */
export function get(url: string, options: { readonly headers?: Headers; readonly optional?: boolean } = {}): PingInput {
  return { method: 'GET', url, ...options }
}

/** `HEAD` proves that the token is accepted; its answer has no body for `assert` or `read`. */
export function head(
  url: string,
  options: { readonly headers?: Headers; readonly optional?: boolean } = {},
): PingInput {
  return { method: 'HEAD', url, ...options }
}

/** `POST`, for APIs that offer nothing else. It is sent on every tick, so you must declare it harmless. */
export function post(
  url: string,
  options: {
    readonly body?: string
    readonly sideEffects: 'none'
    readonly headers?: Headers
    readonly optional?: boolean
  },
): PingInput {
  return { method: 'POST', url, ...options }
}

/** `Authorization: Bearer <token>`, the default. */
export function bearer(options: { readonly role?: string } = {}): In<'header'> {
  return header('authorization', { prefix: 'Bearer ', ...options })
}

/** The token in a header of this name, after `prefix`: `header('authorization', { prefix: 'token ' })`. */
export function header(name: string, options: { readonly prefix?: string; readonly role?: string } = {}): In<'header'> {
  return { in: 'header', name, ...options }
}

/** The secret as the whole value of `Authorization`, or of another header, for a secret that holds its scheme: `Bearer abc`. */
export function raw(name = 'authorization', options: { readonly role?: string } = {}): In<'header'> {
  return { in: 'header', name, raw: true, ...options }
}

/**
 * Basic authentication. By default the secret holds both roles, `user` and `password`; `{ user }` is a literal user
 * whose password is the token; `{ userRole }` alone sends the token as the user, without a password.
 */
export function basic(
  options:
    | { readonly user: string; readonly passwordRole?: string }
    | { readonly userRole: string; readonly passwordRole?: string } = { userRole: 'user', passwordRole: 'password' },
): In<'basic'> {
  if ('user' in options)
    return { in: 'basic', user: { literal: options.user }, passwordRole: options.passwordRole ?? 'token' }
  return { in: 'basic', user: { role: options.userRole }, passwordRole: options.passwordRole ?? null }
}

/** The token as a query parameter. URLs end up in the provider's logs: prefer a header where there is a choice. */
export function query(name: string, options: { readonly role?: string } = {}): In<'query'> {
  return { in: 'query', name, ...options }
}

/** The token as a field of a form in the body of a `post`, beside the fields of its `body`. */
export function form(name: string, options: { readonly role?: string } = {}): In<'form'> {
  return { in: 'form', name, ...options }
}

/** The token as a field of the JSON in the body of a `post`: `json('token')`, or inside it: `json('params.password')`, `json('params.0')`. */
export function json(name: string, options: { readonly role?: string } = {}): In<'json'> {
  return { in: 'json', name, ...options }
}

/** The token as the value of a cookie. */
export function cookie(name: string, options: { readonly role?: string } = {}): In<'cookie'> {
  return { in: 'cookie', name, ...options }
}

/**
 * A request that logs in, by `POST` unless `method` says otherwise. `send` places the credential in it. `session` is the place of the
 * session in its answer: a JMESPath expression, `{ header }` or `{ cookie }`.
 */
export function login(url: string, options: Omit<LoginInput, 'url'>): LoginInput {
  return { url, ...options }
}
