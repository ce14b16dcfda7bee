import { fingerprintOf } from './wire.ts'

/** Measures how long an API goes on accepting revoked tokens. */
export type Revocations = {
  revoked(token: string): void
  /** Notes that the API answered a request with 2xx. The request was sent at `atMs` with the token of this fingerprint. */
  accepted(fingerprint: string | undefined, atMs: number): void
  /** Longest time in milliseconds between a revocation and an accepted request; `null` if no token was revoked. */
  longestMs(): number | null
}

export function createRevocations(monotonicMs: () => number): Revocations {
  const revokedAtMs = new Map<string, number>()
  let longest = 0
  return {
    revoked: (token) => void revokedAtMs.set(fingerprintOf(token), monotonicMs()),
    accepted(fingerprint, atMs) {
      const sinceMs = fingerprint === undefined ? undefined : revokedAtMs.get(fingerprint)
      if (sinceMs !== undefined) longest = Math.max(longest, atMs - sinceMs)
    },
    longestMs: () => (revokedAtMs.size === 0 ? null : longest),
  }
}
