/** Seconds that an answer may have spent in a cache and still speak of now. A probe may come that soon after another one. */
const freshSeconds = 60

/**
 * Returns true for an answer that a cache gave, and that the API made a while ago (RFC 9111 section 5.1). It says how a credential was
 * judged then, or, where a cache forgets to tell credentials apart, how another one was.
 */
export function isFromCache(header: (name: string) => string | null): boolean {
  const age = Number(header('age')?.trim() || 0)
  if (age > freshSeconds) return true
  return /\b11[0-2]\b/.test(header('warning')?.slice(0, 4) ?? '') || header('x-cache-status')?.trim() === 'STALE'
}
