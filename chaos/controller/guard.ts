import { timingSafeEqual } from 'node:crypto'
import type { MiddlewareHandler } from 'hono'

/** Bodies are orders and log lines. Nothing that a runner sends is larger. */
export const maxControlBytes = 33_554_432

/** Refuses requests that a web page could make a browser send: with another host's name, or from another origin. */
export const demandLoopback: MiddlewareHandler = async (context, next) => {
  const host = context.req.header('host') ?? ''
  if (!/^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?$/i.test(host)) return context.json({ error: 'foreign_host' }, 403)
  const origin = context.req.header('origin')
  if (origin !== undefined && origin !== `http://${host}`) return context.json({ error: 'foreign_origin' }, 403)
  return next()
}

/** Refuses callers without the control token. */
export function demandToken(controlToken: string): MiddlewareHandler {
  return async (context, next) => {
    if (isSame(context.req.header('authorization'), `Bearer ${controlToken}`)) return next()
    return context.json({ error: 'unauthorized' }, 401)
  }
}

function isSame(given: string | undefined, expected: string): boolean {
  const [a, b] = [Buffer.from(given ?? ''), Buffer.from(expected)]
  return a.length === b.length && timingSafeEqual(a, b)
}
