/**
 * Milliseconds to wait, from the seconds or the HTTP date of a `Retry-After` header; `null` without a header that can be read. Dates end in
 * `GMT`: `Date.parse` would read any other form as local time, and a bare number as a year.
 */
export function retryAfterMsOf(header: string | undefined, nowMs: number): number | null {
  if (header === undefined) return null
  if (/^\d+(\.\d+)?$/.test(header)) return Number(header) * 1_000
  const at = header.endsWith(' GMT') ? Date.parse(header) : Number.NaN
  return Number.isNaN(at) ? null : Math.max(0, at - nowMs)
}

/** The scope that a `WWW-Authenticate` header names, with or without quotes (RFC 9110 section 11.2); `null` without one. */
export function missingScopeIn(challenge: string): string | null {
  const found = /(?<![\w-])scope\s*=\s*(?:"([^"]+)"|([^\s",]+))/i.exec(challenge)
  return found?.[1] ?? found?.[2] ?? null
}
