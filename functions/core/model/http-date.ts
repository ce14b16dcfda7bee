import { parseRfc7231DateTime } from '@smithy/core/serde'

/** Epoch milliseconds of an HTTP date in any of its three forms (RFC 9110 section 5.6.7), else `null`. */
export function parseHttpDate(text: string): number | null {
  try {
    return parseRfc7231DateTime(text.trim())?.getTime() ?? null
  } catch {
    return null
  }
}

/**
 * Milliseconds that a `Retry-After` header asks to wait, from a number of seconds or an HTTP date (RFC 9110 section 10.2.3). Some
 * servers send fractions. Returns 0 for a date that has passed, and `null` for anything else.
 */
export function retryAfterMs(header: string | null | undefined, nowMs: number): number | null {
  const text = header?.trim() ?? ''
  if (/^\d{1,9}(\.\d{1,9})?$/.test(text)) return Math.ceil(Number(text) * 1_000)
  const at = parseHttpDate(text)
  return at === null ? null : Math.max(0, at - nowMs)
}
