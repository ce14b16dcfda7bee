import type { AnswerPaths } from './answer-place.ts'
import type { ExpirySource } from './expiry.ts'
import type { InstantFormat } from './instant.ts'
import type { CallBudget } from './rate.ts'
import type { Meaning } from './reading.ts'
import type { SecondCause } from './second-cause.ts'

/** The answers that a rule matches. Every given part has to match. */
export type AnswerPattern = {
  /** One status, or an inclusive range. */
  readonly status?: number | readonly [from: number, to: number]
  /** Lower-case header name, with a case-insensitive part of its value (`includes`) or all of it (`is`). */
  readonly header?:
    | { readonly name: string; readonly includes: string }
    | { readonly name: string; readonly is: string }
  /**
   * A challenge of `WWW-Authenticate` with this scheme, this error and this parameter (RFC 9110 section 11.6.1), in lower case; `unreadable`
   * for a header that is not written so.
   */
  readonly challenge?: ChallengePattern | 'unreadable'
  /** JMESPath expression over the JSON body that has to be true. */
  readonly body?: string
  /** The whole body in lower case, if it is plain text. */
  readonly plain?: string
  /** Words in lower case: the texts of the error contain at least one. */
  readonly errorWords?: readonly string[]
  /** Words in lower case: the texts of the error contain none of them. */
  readonly withoutWords?: readonly string[]
  /** True if the texts beside the code of the error call another thing dead than a credential: `Project not found`. */
  readonly blamesAnother?: true
  /** True if the answer has to be a page of HTML, false if it must not be one. */
  readonly html?: boolean
}

/** Parts of one challenge that all have to be there. */
export type ChallengePattern = { readonly scheme?: string; readonly error?: string; readonly parameter?: string }

/** One rule of a profile. Rules are tried in order; the first match decides. */
export type Rule = {
  /** Short and unique in its profile: logs and `--explain` name it. */
  readonly name: string
  readonly when: AnswerPattern
  readonly means: Meaning
  /** True for a refusal that a standard describes, and no document of the provider. It is death only beside a broken credential. */
  readonly standard?: true
  /** Another cause for which a living credential gets this answer. Absent where none is known. */
  readonly secondCause?: SecondCause
}

/**
 * Ways to rotate a credential. With `create_revoke`, several exist at once. The old one ends at once (`rotate_dead`) or after a grace
 * period (`rotate_grace`). Others use refresh grants, issue a token again, or need a person.
 */
export type RotationClass =
  | 'create_revoke'
  | 'rotate_dead'
  | 'rotate_grace'
  | 'refresh_rotating'
  | 'refresh_static'
  | 'client_credentials'
  | 'derived'
  | 'manual'

/** A kind of credential that the role of a profile does not take, by its documented beginning. */
export type OtherKind = {
  /** Beginning of every credential of this kind: `gldt-`. */
  readonly begins: string
  /** Regular expression of the rest, where the beginning is too short to tell. */
  readonly rest?: string
  /** Name with its article: `a deploy token of GitLab`. */
  readonly what: string
}

/** A provider as data: rules for its answers, and the places of identity, scopes and expiry in them. */
export type Profile = {
  readonly name: string
  /** Name for people: `OAuth 2.0 token introspection`. */
  readonly title: string
  /** Roles that a check's secret has to hold. */
  readonly roles: readonly string[]
  /** Documented kinds of credentials that each role does not take. */
  readonly otherKinds?: Readonly<Record<string, readonly OtherKind[]>>
  readonly rules: readonly Rule[]
  /** Rules that precede `rules` for the needs of a check: some APIs answer a missing permission with 404 or 401. */
  readonly needRules: readonly Rule[]
  /** Rules for the refusals of a token endpoint, for profiles that ask one first. */
  readonly tokenRules: readonly Rule[]
  /** True if the catalogue names every host, so that credentials may share connections. */
  readonly fixedHosts: boolean
  /** Paths for checks that declare none. */
  readonly paths: AnswerPaths
  /** Source name of an expiry at `paths.expires`. */
  readonly expirySource: ExpirySource
  /** Scopes that a granted one includes: GitHub's `repo` includes `repo:status`. */
  readonly impliedScopes: Readonly<Record<string, readonly string[]>>
  /** Header of refused answers with the time at which a used-up quota is full again, beside `Retry-After`; `null` where there is none. */
  readonly resets: { readonly header: string; readonly format: InstantFormat } | null
  /** Limits on Tokenwatch's calls, for checks that state none. */
  readonly budget: CallBudget
  /** True if failures count against the address or account that they come from: then no broken credential is sent on purpose. */
  readonly failuresCount: boolean
  /** Longest time that a new version may be refused after it was made. */
  readonly settlesWithinSeconds: number
  readonly rotation: RotationClass
}
