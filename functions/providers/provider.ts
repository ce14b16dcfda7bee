import type { Profile, RotationClass, Rule } from '../core/model/profile.ts'
import type { Question } from '../core/model/question.ts'
import type { CallBudget, Rate } from '../core/model/rate.ts'
import type { SecondCause } from '../core/model/second-cause.ts'

/** Categories of the catalogue. */
export const categories = [
  'generic',
  'source control and CI',
  'cloud and hosting',
  'observability and paging',
  'AI',
  'messaging and mail',
  'payments and commerce',
  'business software',
  'identity',
] as const
export type Category = (typeof categories)[number]

/** Marks of a source, strongest first. */
export const proofMarks = ['documented', 'standard', 'observed', 'recalled'] as const

/**
 * Mark of a source: the provider's own documentation, specification, staff or published server (`documented`), an RFC or a registry of
 * codes (`standard`), public code or reports of others who call this provider (`observed`), or memory (`recalled`). A recalled fact never
 * yields `invalid`.
 */
export type ProofMark = (typeof proofMarks)[number]

/** Source of a fact. */
export type Source = {
  /** Title, to find the source again if its address has moved. */
  readonly title: string
  readonly url?: string
} & (
  | {
      readonly evidence: Exclude<ProofMark, 'recalled'>
      /** Day on which it was read: `2026-11-25`. */
      readonly seen: string
    }
  /** Nobody read what is only recalled, so it has no day. */
  | { readonly evidence: 'recalled'; readonly seen?: undefined }
)

/**
 * A rule with the key of its source in the provider's `sources`. Its `means` says what a dead credential gets. With a `secondCause`, a living
 * one gets it too: a `changing` one is `unrecognized` in the profile, and a `setting` until the question was answered well once.
 */
export type SourcedRule = Rule & { readonly source: string; readonly secondCause?: SourcedCause }

/** Another cause of the very same answer, with its own source where that of the rule does not name it. */
export type SourcedCause = SecondCause & { readonly source?: string }

/** An option of the checks of one provider. Its value fills `{name}` in templates. */
export type ProviderOption =
  | {
      /** A word that stands for part of an address: `eu` for `api.eu.pagerduty.com`. */
      readonly kind: 'choice'
      readonly of: Readonly<Record<string, string>>
      readonly default?: string
      readonly says: string
    }
  | {
      /** A host of the user, with a port if it has one. */
      readonly kind: 'host'
      readonly default?: string
      readonly says: string
    }
  | {
      /** A name that is inserted into an address or a request unchanged. */
      readonly kind: 'name'
      /** Regular expression of the whole name. It must not match anything that ends a segment of a path. */
      readonly pattern: string
      readonly example: string
      readonly default?: string
      readonly says: string
    }

/** Scopes of a provider, for checks that declare scopes. */
export type ScopeKnowledge = {
  /** Regular expression of one scope; `null` if the provider does not list them. */
  readonly pattern: string | null
  /** Example of a valid scope: `repo`. */
  readonly example: string
  readonly implied?: Profile['impliedScopes']
}

/** The end of a whole kind of credential. */
export type Sunset = {
  /** Kind of credential that ends: `App passwords`. */
  readonly what: string
  /** Accounts or users that it concerns: `every account`. */
  readonly whom: string
  /** The day, as `2027-01-01`. */
  readonly on: string
  /** Option and value of the checks that this concerns. Without it, all checks of the provider. */
  readonly when?: readonly [option: string, value: string]
  readonly source: string
}

/** A version of an API by its date. One that has ended is refused, or another one answers, whatever the credential is. */
export type PinnedVersion = {
  readonly at: string
  /** Day until which the provider promises to answer it; `null` if no end is known. */
  readonly until: string | null
  readonly source: string
}

/** A provider of the catalogue, as data: everything that Tokenwatch knows about one kind of credential. */
export type Provider = {
  /** Name for `profile` in a check. The builder has the same name in camel case. */
  readonly name: string
  readonly title: string
  readonly category: Category
  /** Roles of the credential, with what each holds. */
  readonly roles: Readonly<Record<string, string>>
  /** True for a PEM credential, which ends in a line break. */
  readonly pem?: boolean
  readonly options: Readonly<Record<string, ProviderOption>>
  /** Question, with `{option}` in place of the check's options; `null` for the generic providers, whose checks define it. */
  readonly question: Question | null
  /** Source of the request: its address, its method and its headers. It is that of the living answer, unless this names another. */
  readonly requestSource?: string
  /** Dated version of the API that the request pins. */
  readonly version?: PinnedVersion
  readonly rules: readonly SourcedRule[]
  /** Rules for the needs of a check, tried first: how this API answers a missing permission, where that is a 404 or a 401. */
  readonly needRules?: readonly SourcedRule[]
  /** Rules for the refusals of the token endpoint, for providers that have one. */
  readonly tokenRules?: readonly SourcedRule[]
  readonly paths: Profile['paths']
  readonly expirySource?: Profile['expirySource']
  /** Expected value at `paths.environment`, if the check's options determine it. */
  readonly expectedEnvironment?: string
  /** Scopes; `null` if the answers name none. */
  readonly scopes: ScopeKnowledge | null
  readonly resets?: Profile['resets']
  /** Cost of a ping: nothing, a part of a quota that others share, or money. */
  readonly cost: 'free' | 'counted' | 'billed'
  /** Shortest interval between two pings of a check. */
  readonly minimumSeconds: number
  /** Documented limits before a 429: for one credential (or its account), and for all callers of one host. */
  readonly limits?: { readonly [Kind in keyof CallBudget]?: Rate & { readonly source: string } }
  readonly settlesWithinSeconds: number
  /** Time without use after which the credential expires. A ping is a use. `null` if there is no such time, or it is unknown. */
  readonly idleSeconds?: number | null
  /** True if failures count against the address or the account, so that no broken token is ever sent on purpose. */
  readonly failuresCount?: boolean
  readonly rotation: {
    readonly class: RotationClass
    /** Overlap of old and new, in words: `until the old one is deleted`, `none`. */
    readonly overlap: string
    /** Actor that rotates it: Tokenwatch, AWS's managed external secrets, or a person. */
    readonly by: 'tokenwatch' | 'aws' | 'hand'
  }
  /** Steps for a person; `null` for the generic providers, whose checks name their own. */
  readonly runbook: {
    /** Page on which a person creates a new credential. `{option}` stands for an option of the check. */
    readonly console: string
    readonly steps: string
  } | null
  readonly sunsets?: readonly Sunset[]
  /** The offer to prove who one is by a token of one's own issuer (OIDC), so that no such secret is needed. Absent where none is known. */
  readonly federation?: { readonly offer: string; readonly source: string }
  /** Traps of this provider, one sentence each. Each has a test of this name. */
  readonly traps: readonly string[]
  /** Sources on which traps and steps rest, and no rule. */
  readonly trapSources?: readonly string[]
  readonly sources: Readonly<Record<string, Source>>
}

/** Keeps the words of a provider's options and name as types, so that its builder knows them. */
export function provider<const Data extends Provider>(data: Data): Data {
  return data
}
