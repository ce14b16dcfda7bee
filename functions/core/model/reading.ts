import type { ExpiryEvidence } from './expiry.ts'
import type { ReasonOf } from './reason.ts'
import type { ScopeComparison } from './scopes.ts'

/** The phases of one request in milliseconds; null for a phase that did not happen (a connection was at hand). */
export type Timings = {
  readonly dnsMs: number | null
  readonly connectMs: number | null
  readonly tlsMs: number | null
  readonly firstByteMs: number | null
  readonly bodyMs: number | null
  readonly totalMs: number
}

export type RequestPhase = 'dns' | 'connect' | 'tls' | 'first_byte' | 'body'

/**
 * What an answer means by itself, before expectations are compared: the token is alive, dead for one of the reasons
 * that a rule may name, or nothing can be said.
 */
export type Meaning =
  | 'alive'
  | 'ping_forbidden'
  | 'wrong_target'
  | 'vacuous'
  | 'check_invalid'
  | Extract<
      ReasonOf<'invalid'>,
      'expired' | 'revoked' | 'rejected' | 'suspended' | 'under_scoped' | 'wrong_environment'
    >
  | ReasonOf<'unknown'>

/** A name found in an answer, against the one that the check expects; `seen` is null where the answer has none. */
export type Compared = { readonly expected: string | null; readonly seen: string | null; readonly matches: boolean }

/** An answer came. No body and no header survives in it; text from outside is capped and cleared of the credential. */
export type Answered = {
  readonly kind: 'answered'
  /** Null where no request was needed: a declared date, claims read offline. */
  readonly status: number | null
  readonly timings: Timings
  readonly meaning: Meaning
  /** Name of the rule that matched, from the profile. */
  readonly rule: string
  /** Null where the check names no path for it. */
  readonly identity: Compared | null
  readonly environment: Compared | null
  /** Null where the answer names no scopes at all. */
  readonly scopes: ScopeComparison | null
  readonly expiries: readonly ExpiryEvidence[]
  /** The check's own assertions that did not hold, as the config spells them. */
  readonly failedAssertions: readonly string[]
  readonly retryAfterSeconds: number | null
}

/** No answer came, or none that could be read. `code` is from a closed list, never an error's own text. */
export type Failed = {
  readonly kind: 'failed'
  readonly reason: ReasonOf<'unknown'> | ReasonOf<'misconfigured'>
  readonly phase: RequestPhase | 'secret' | 'prepare'
  readonly code: string
  readonly timings: Timings | null
}

/** What one attempt showed. */
export type Reading = (Answered | Failed) & {
  /** Epoch milliseconds at the end of the attempt. */
  readonly at: number
  /** Secrets Manager's id of the version that was read; null where no secret was involved or could be read. */
  readonly versionId: string | null
  /** Whether it was asked for a second time, because the first request failed on its way. */
  readonly retried: boolean
}
