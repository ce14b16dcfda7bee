import type { CheckKey } from '../model/check.ts'
import type { Covered } from '../model/maintenance.ts'
import type { Reason } from '../model/reason.ts'
import type { Route } from '../model/route.ts'
import type { Finding } from '../model/verdict.ts'
import type { Heard } from './incident.ts'

/*
 * Conditions hold for more than one check at a time. They share a partition of the table, and one query reads them: usually there are
 * few or none. Instants are epoch milliseconds.
 */

/** Suppresses messages for a time. Incidents that are still open at its end notify then. */
export type Silence = {
  readonly kind: 'silence'
  readonly id: string
  readonly revision: number
  readonly covers: Covered
  readonly from: number
  readonly until: number
  readonly by: string
  readonly reason: string
}

/** A provider has refused a valid token. Until the end, its refusals need three ticks in a row, and none of its tokens is rotated. */
export type Unreliable = {
  readonly kind: 'unreliable'
  /** The provider. */
  readonly id: string
  readonly revision: number
  readonly since: number
  readonly until: number
}

/**
 * A secret, an identity or an issuer that the members of a storm share; or, with `ends`, a provider or issuer that cannot be asked while
 * their known ends pass. `quiet` and `shadow` name a provider: `quiet` counts deaths that page nobody and holds rotations without a
 * message; the messages of `shadow` are only recorded.
 */
export type StormCause = {
  readonly by: 'secret' | 'identity' | 'issuer' | 'ends' | 'quiet' | 'shadow'
  readonly name: string
}

/**
 * An alert storm: many tokens of a provider became invalid at once. None of its tokens is rotated until all of its members are good, or
 * a person clears it. Its routes are those of all tokens that were ever members.
 */
export type Storm = {
  readonly kind: 'storm'
  /** The provider, or the cause with its name. */
  readonly id: string
  readonly revision: number
  readonly openedAt: number
  /** Number of its invalid tokens at the last message, and of all watched tokens of the provider (`of`). */
  readonly bad: number
  readonly of: number
  /** Some of the invalid tokens, for people. */
  readonly sample: readonly CheckKey[]
  /** The tokens that it is about; absent in storms of earlier versions. */
  readonly members?: readonly CheckKey[]
  /** Members that no accepted message has counted yet. */
  readonly unnamed?: readonly CheckKey[]
  /** Number of invalid tokens that `members` has no room for. */
  readonly more?: number
  /** Instant of the last accepted message. */
  readonly notifiedAt?: number
  /** Absent in the storm of a provider. */
  readonly cause?: StormCause
  /** The known ends of its members, in epoch seconds, where it is about those. */
  readonly ends?: Readonly<Record<CheckKey, number>>
  /** True until its first message: some members were notified by themselves, and the others joined them. */
  readonly isUnannounced?: boolean
  /** Environments of all tokens that were ever members. */
  readonly environments: readonly string[]
  /** Its end, by a person or because all members were good; `null` for the latter's author. */
  readonly cleared: { readonly by: string | null; readonly at: number } | null
  /** Number of reminders that were sent. */
  readonly reminders: number
  readonly pending: readonly ('open' | 'remind' | 'resolve')[]
} & Heard

/** The part of an outage that the checks of one cadence see. */
export type OutageShare = {
  /** Checks that have been `unknown` for at least `unknownAfter` ticks. */
  readonly open: number
  /** All checks that are `unknown` now. */
  readonly unknown: number
  /** Number of checks by reason. */
  readonly reasons: Readonly<Partial<Record<Reason, number>>>
  readonly sample: readonly CheckKey[]
  readonly environments: readonly string[]
  /** Routes of its checks; absent in shares of earlier versions. */
  readonly routes?: readonly Route[]
  /** Routes of the checks in `open`; absent in shares of earlier versions. */
  readonly openRoutes?: readonly Route[]
}

/** Tokenwatch cannot judge the tokens of a provider: one message for all of its checks, whatever their cadence. */
export type Outage = {
  readonly kind: 'outage'
  /** The provider, or the store of secrets: `secrets-manager`, `parameter-store`. */
  readonly id: string
  readonly revision: number
  readonly openedAt: number
  readonly closedAt: number | null
  readonly shares: Readonly<Record<string, OutageShare>>
  /** The last message, with the smallest number of checks since then. */
  readonly notified: { readonly at: number; readonly checks: number }
  readonly reminders: number
  readonly pending: readonly ('open' | 'remind' | 'resolve')[]
} & Heard

/** A cadence that the deployment has or had, and the hash of the config that its checks were last compared with. */
export type KnownCadence = {
  readonly kind: 'cadence'
  readonly id: string
  readonly revision: number
  readonly config: string
}

export type Condition = Silence | Unreliable | Storm | Outage | KnownCadence | ReviewFindings

/** Fifteen minutes in which the dead tokens of a provider are counted. */
export type DeathWindow = { readonly provider: string; readonly name: string; readonly forgetAt: number }

/** The dead tokens of a window, and how many tokens were judged by the batches that found them. */
export type DeathCount = { readonly dead: readonly CheckKey[]; readonly judged: number }

/** Stores conditions. */
export type ConditionStore = {
  all(): Promise<readonly Condition[]>
  /** Resolves with false when another write came first. DynamoDB deletes the condition some time after `forgetAt`. */
  put(condition: Condition, forgetAt: number | null): Promise<boolean>
  /**
   * Adds at least one check to those of a provider that died in a window, and the number of checks that were judged beside them.
   * Resolves with all of them, concurrent additions included. Adding a check again changes nothing.
   */
  addDead(window: DeathWindow, checks: readonly CheckKey[], judged: number): Promise<DeathCount>
  deadIn(window: Omit<DeathWindow, 'forgetAt'>): Promise<DeathCount>
}

/** Findings of one review source about some checks, from its last review. */
export type ReviewFindings = {
  readonly kind: 'review'
  /** The source and its subject: `consumers production/billing`. */
  readonly id: string
  readonly revision: number
  /** Epoch milliseconds. */
  readonly at: number
  readonly findings: Readonly<Record<CheckKey, readonly Finding[]>>
}
