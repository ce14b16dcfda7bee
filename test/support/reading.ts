import type { Answered, Failed, Reading, Timings } from '../../functions/core/model/reading.ts'

/** Time of tests of decisions: 2026-11-21 12:00 UTC, in seconds and in milliseconds. */
export const nowSeconds = 1_795_262_400
export const nowMs = nowSeconds * 1_000

/** An answer that took 42 ms over a new TLS connection. */
export const timings: Timings = { dnsMs: 2, connectMs: 10, tlsMs: 20, firstByteMs: 9, bodyMs: 1, totalMs: 42 }

/** An accepted token, and no other facts. A test names only the fields that it is about. */
export function anAnswer(
  overrides: Partial<Answered & Pick<Reading, 'at' | 'versionId' | 'retried'>> = {},
): Reading & Answered {
  return {
    kind: 'answered',
    status: 200,
    timings,
    meaning: 'alive',
    rule: 'success',
    identity: null,
    environment: null,
    scopes: null,
    expiries: [],
    failedAssertions: [],
    retryAfterSeconds: null,
    at: nowMs,
    versionId: 'version-1',
    retried: false,
    ...overrides,
  }
}

/** A reading in which the API refuses the token. */
export function aRejection(overrides: Parameters<typeof anAnswer>[0] = {}): Reading & Answered {
  return anAnswer({ status: 401, meaning: 'rejected', rule: 'unauthorized', ...overrides })
}

/** A reading without an answer. */
export function aFailure(
  overrides: Partial<Failed & Pick<Reading, 'at' | 'versionId' | 'retried'>> = {},
): Reading & Failed {
  return {
    kind: 'failed',
    reason: 'unreachable',
    phase: 'connect',
    code: 'connection_refused',
    timings: null,
    at: nowMs,
    versionId: 'version-1',
    retried: false,
    ...overrides,
  }
}
