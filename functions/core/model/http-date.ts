import { parseRfc7231DateTime } from '@smithy/core/serde'

/** Epoch milliseconds of an HTTP date in any of its three forms (RFC 9110 section 5.6.7), else `null`. */
export function parseHttpDate(text: string): number | null {
  try {
    return parseRfc7231DateTime(text.trim())?.getTime() ?? null
  } catch {
    return null
  }
}

/** Longest wait that is read. Digits without end are a mistake of the server, and still no reason to ask at once. */
const longestWaitMs = 366 * 86_400_000

/**
 * Milliseconds that a `Retry-After` header asks to wait, from a number of seconds or an HTTP date (RFC 9110 section 10.2.3). Some
 * servers send fractions. A header that came twice is a list: the longest wait counts. Returns 0 for a date that has passed, and `null`
 * if nothing can be read.
 */
export function retryAfterMs(header: string | null | undefined, nowMs: number): number | null {
  // Nearly every answer comes without it.
  if (!header) return null
  const waits = itemsOf(header).flatMap((item) => waitMs(item, nowMs) ?? [])
  return waits.length === 0 ? null : Math.max(...waits)
}

/** Splits a list at its commas, but for the one behind the day of a date. */
function itemsOf(list: string): readonly string[] {
  return list.split(/(?<!\b(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*),/i).map((item) => item.trim())
}

function waitMs(item: string, nowMs: number): number | null {
  if (/^\d+(\.\d*)?$|^\.\d+$/.test(item)) return Math.min(Math.ceil(Number(item) * 1_000), longestWaitMs)
  const at = parseHttpDate(item)
  return at === null ? null : Math.max(0, at - nowMs)
}
