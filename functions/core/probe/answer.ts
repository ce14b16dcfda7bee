import type { IncomingHttpHeaders } from 'node:http'
import type { WireAnswer } from './network/network.ts'

/** An answer as rules and expectations look at it: JSON if it is JSON, and the headers. Lives as long as one interpretation. */
export type ParsedAnswer = {
  readonly status: number
  /** Undefined where the body is not JSON. */
  readonly json: unknown
  readonly html: boolean
  header(name: string): string | null
}

export function parseAnswer({ status, headers, body }: WireAnswer): ParsedAnswer {
  const text = Buffer.from(body)
    .toString('utf8')
    .replace(/^\uFEFF/, '')
  const html = /html/i.test(headerOf(headers, 'content-type') ?? '') || /^\s*<(!doctype|html)/i.test(text)
  return { status, json: html ? undefined : parseJson(text), html, header: (name) => headerOf(headers, name) }
}

/** The parser's error quotes the body, so it is dropped. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function headerOf(headers: IncomingHttpHeaders, name: string): string | null {
  const value = headers[name]
  return Array.isArray(value) ? value.join(', ') : (value ?? null)
}

/** `Retry-After` in seconds from now: a count, or an HTTP date (RFC 9110 section 10.2.3). */
export function retryAfterSeconds(header: string | null, nowSeconds: number): number | null {
  if (header === null) return null
  if (/^\d{1,9}$/.test(header.trim())) return Number(header)
  const at = Date.parse(header)
  return Number.isNaN(at) ? null : Math.max(0, Math.ceil(at / 1_000 - nowSeconds))
}

/** The scopes that a `WWW-Authenticate: Bearer error="insufficient_scope"` challenge asks for (RFC 6750 section 3). */
export function scopesAskedFor(challenge: string | null): readonly string[] {
  if (challenge === null || !/error="?insufficient_scope/i.test(challenge)) return []
  return (
    /scope="([^"]*)"/i
      .exec(challenge.replace(/error="?insufficient_scope"?/i, ''))?.[1]
      ?.split(' ')
      .filter((scope) => scope !== '') ?? []
  )
}
