import { timingSafeEqual } from 'node:crypto'
import type { Context, MiddlewareHandler } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'

/** Name of the cookie that holds the token of a console beyond this machine. */
const cookie = 'tokenwatch-console'

/**
 * Refuses requests for another host, because they come from a web page whose name was pointed at this address (DNS rebinding). A console
 * with a token may have any name: only who has the token gets an answer.
 */
export function guardOf(hosts: ReadonlySet<string>, token: string | null): MiddlewareHandler {
  if (token === null)
    return async (context, next) =>
      hosts.has(context.req.header('host') ?? '')
        ? next()
        : context.text('This server only answers for 127.0.0.1 and localhost', 421)
  return async (context, next) => {
    const bearer = /^Bearer (\S+)$/.exec(context.req.header('authorization') ?? '')?.[1]
    if (isSame(bearer ?? getCookie(context, cookie), token)) return next()
    if (!isSame(context.req.query('token'), token))
      return context.text('This console needs its token: open the address that "tokenwatch console" printed', 401)
    // The token leaves the address, which a browser keeps and shows.
    setCookie(context, cookie, token, { httpOnly: true, sameSite: 'Strict', path: '/' })
    return context.redirect(new URL(context.req.url).pathname)
  }
}

/** Returns true if a form was sent by a page of this very start, and by no other site. */
export function isOwnForm(context: Context, secret: string, given: string | undefined): boolean {
  const [origin, host, site] = ['origin', 'host', 'sec-fetch-site'].map((name) => context.req.header(name))
  const isSameOrigin = origin !== undefined && URL.canParse(origin) && new URL(origin).host === host
  return isSameOrigin && (site === undefined || site === 'same-origin') && isSame(given, secret)
}

/** Compares texts without showing by its time how much of them is equal. */
export function isSame(given: string | undefined, wanted: string): boolean {
  const [one, other] = [Buffer.from(given ?? ''), Buffer.from(wanted)]
  return one.length === other.length && timingSafeEqual(one, other)
}

/** Headers of every answer: own style and script only, no frame, no guess about the type. */
export const securityHeaders: MiddlewareHandler = async (context, next) => {
  await next()
  context.header(
    'content-security-policy',
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  )
  context.header('x-content-type-options', 'nosniff')
  // With "no-referrer", a browser would not say where a form comes from.
  context.header('referrer-policy', 'same-origin')
  context.header('cross-origin-resource-policy', 'same-origin')
  if (context.res.headers.get('cache-control') === null) context.header('cache-control', 'no-store')
}
