import type { ExpiryStatement } from './expiry.ts'
import type { Reason, ReasonOf } from './reason.ts'
import type { ScopeComparison } from './scopes.ts'
import type { SecondCause } from './second-cause.ts'

/** Phases of one request in milliseconds; `null` for a phase that did not happen (a connection was reused). */
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
 * Meaning of an answer by itself, before expectations are compared: the token is accepted, invalid for one of the reasons that a rule
 * may name, or nothing is known.
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

/** A name in an answer, compared with the expected one. `seen` is `null` where the answer has none. */
export type Compared = { readonly expected: string | null; readonly seen: string | null; readonly matches: boolean }

/** An assertion of the check that was not true. */
export type FailedAssertion = {
  /** As written in the config. */
  readonly expression: string
  /** `absent` where the answer lacks what it reads; `differs` where it is false; `not_boolean` where it is neither true nor false. */
  readonly because: 'absent' | 'differs' | 'not_boolean'
  /** True if what is there was to be absent, as in `errors == null`, and nothing else differs. */
  readonly statesAbsence: boolean
}

/** The answer to a need of the check, judged after the credential itself was accepted. */
export type NeedAnswer = {
  /** Method and path, as the check names them. */
  readonly asked: string
  /** `null` where the request failed. */
  readonly status: number | null
  /** Name of the rule that matched, or the code of the failure. */
  readonly rule: string
  readonly meaning: 'alive' | Reason
}

/** Words of a refusal, judged. Nothing of its text is kept. */
export type Refusal = {
  /** Hash of its status and of the schemes of its challenges, with their errors. */
  readonly challenge: string
  /** Hashes of its words without times. Those that may be an id are marked. */
  readonly gist: readonly string[]
  /** True if it names the credential itself as the fault: `invalid_token`, "expired". */
  readonly namesCredential: boolean
  /** True for a 401 that is taken for death by its status alone. */
  readonly byStatus: boolean
  /** True if its words say more than that it is a refusal, and speak of no end: `API access is off`. */
  readonly vague: boolean
  /** True if a standard describes it, and no document of the provider. */
  readonly standard?: true
}

/** Reading of an answer, without its body and headers. Text from outside is shortened and cleared of the credential. */
export type Answered = {
  readonly kind: 'answered'
  /** `null` where no request was needed: a declared date, claims read offline. */
  readonly status: number | null
  readonly timings: Timings
  readonly meaning: Meaning
  /** Name of the rule that matched, from the profile. */
  readonly rule: string
  /** `null` where the check names no path for it. */
  readonly identity: Compared | null
  readonly environment: Compared | null
  /** `null` where the answer names no scopes. */
  readonly scopes: ScopeComparison | null
  /** True if no scopes were read: a refusal asks for those that are missing. */
  readonly scopesAsked?: true
  readonly expiries: readonly ExpiryStatement[]
  readonly failedAssertions: readonly FailedAssertion[]
  readonly retryAfterSeconds: number | null
  /** Absent where the check has no needs, or the credential was not accepted. */
  readonly needs?: readonly NeedAnswer[]
  /** Details of the rule for people, in words of ours; text from outside is shortened and cleared of the credential. */
  readonly about?: string
  /** True for a refusal of a question that the credential was allowed to ask before. */
  readonly wasAllowed?: boolean
  /** True for a refusal that a broken or missing credential gets too. */
  readonly forbidsBroken?: boolean
  /** Epoch milliseconds since which it is answered like a broken credential; absent unless that proves it dead. */
  readonly likeBrokenSinceMs?: number
  /** Hash of the words of an answer that is not good, by which two of them are compared. */
  readonly words?: string
  /** Absent unless it is a 401, or an answer that no rule explains. */
  readonly refusal?: Refusal
  /** True for a bare 401 that a broken credential does not get: it proves no death. */
  readonly unlikeBroken?: boolean
  /** True for a bare 401 that everybody gets now, while a broken credential got another answer before. */
  readonly changedForAll?: boolean
  /** True for a refusal that only a standard describes, if no broken credential was refused beside it: it proves no death. */
  readonly uncompared?: boolean
  /** Another cause for which a living credential gets this answer. */
  readonly secondCause?: SecondCause
  /** True if a header, or the words of an unexplained refusal, give another reason than the credential. It is compared with no answer. */
  readonly excused?: true
  /** True for a good status whose body reports trouble, a limit, a lock or an address: what differs in it is no wrong answer. */
  readonly blamesOther?: boolean
}

/** Reading without a usable answer. `code` is from a closed list, never the text of an error. */
export type Failed = {
  readonly kind: 'failed'
  readonly reason: ReasonOf<'unknown'> | ReasonOf<'misconfigured'>
  readonly phase: RequestPhase | 'secret' | 'prepare'
  readonly code: string
  /** Subject of the failure, in words and names, never a value: `the secret acme/ci has no field "token"`. */
  readonly about?: string
  /** Names in the claims of a token whose request failed; absent where there are none. */
  readonly claims?: Claimed
  readonly timings: Timings | null
}

/** Names that a token itself states, compared. They count whatever becomes of the request. */
export type Claimed = Pick<Answered, 'identity' | 'environment' | 'scopes'>

/** The result of one attempt. */
export type Reading = (Answered | Failed) & {
  /** Epoch milliseconds at the end of the attempt. */
  readonly at: number
  /** Secrets Manager's id of the version that was read; `null` where no secret was read. */
  readonly versionId: string | null
  /** True if this is a second request because the first one failed in transit. */
  readonly retried: boolean
}
