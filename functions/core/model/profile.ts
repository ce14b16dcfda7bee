import type { AnswerPaths } from './answer-place.ts'
import type { ExpirySource, InstantFormat } from './expiry.ts'
import type { CallBudget } from './rate.ts'
import type { Meaning } from './reading.ts'

/** Which answers a rule speaks of; every given part must fit. */
export type AnswerPattern = {
  /** One status, or an inclusive range. */
  readonly status?: number | readonly [from: number, to: number]
  /** Lower-case header name and a case-insensitive part of its value, or all of it. */
  readonly header?:
    | { readonly name: string; readonly includes: string }
    | { readonly name: string; readonly is: string }
  /** JMESPath over the JSON body that must come out true. */
  readonly body?: string
  /** Whether the answer has to be a page of HTML, or must not be one. */
  readonly html?: boolean
}

/** One line of a profile's judgement. Rules are tried in order; the first that fits decides. */
export type Rule = {
  /** Short and unique in its profile: logs and `--explain` name it. */
  readonly name: string
  readonly when: AnswerPattern
  readonly means: Meaning
}

/**
 * How a credential can be renewed: several may live (`create_revoke`), the old one dies at
 * once (`rotate_dead`) or after a grace (`rotate_grace`), refresh grants, re-minting, or only by hand.
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

/** What a probe has to know of a provider, as data: how its answers are judged and where they name identity, scopes and expiry. */
export type Profile = {
  readonly name: string
  /** As people write it: `OAuth 2.0 token introspection`. */
  readonly title: string
  /** Roles of the credential that a check's secret has to hold. */
  readonly roles: readonly string[]
  readonly rules: readonly Rule[]
  /** For profiles that first ask a token endpoint: how its refusals are judged. */
  readonly tokenRules: readonly Rule[]
  /** Whether the catalogue names every host, so that credentials may share connections to it. */
  readonly fixedHosts: boolean
  /** Used where a check declares no path of its own. */
  readonly paths: AnswerPaths
  /** How an expiry found at `paths.expires` is called. */
  readonly expirySource: ExpirySource
  /** Scopes that a granted one brings along: GitHub's `repo` is also `repo:status`. */
  readonly impliedScopes: Readonly<Record<string, readonly string[]>>
  /** A header of refused answers that says when a spent quota is full again, beside `Retry-After`; null where there is none. */
  readonly resets: { readonly header: string; readonly format: InstantFormat } | null
  /** How often Tokenwatch may call, where a check states nothing. */
  readonly budget: CallBudget
  /** Whether failures count against the address or account that they come from, so that a broken credential is never sent on purpose. */
  readonly failuresCount: boolean
  /** A new version may be refused for this long after it was made. */
  readonly settlesWithinSeconds: number
  readonly rotation: RotationClass
}
