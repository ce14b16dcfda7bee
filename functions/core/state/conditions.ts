import type { CheckKey } from '../model/check.ts'
import type { Covered } from '../model/maintenance.ts'
import type { Reason } from '../model/reason.ts'
import type { Finding } from '../model/verdict.ts'

/*
 * What holds for more than one check at a time. All of it lies together in the table and is read with one query: there is next to
 * nothing of it on a quiet day. Instants are epoch milliseconds.
 */
/** Somebody has asked for quiet. What happens meanwhile is told when it ends, as far as it still is so. */
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

/** A provider has called a good token bad. Until then its word needs three ticks in a row, and nothing of it is rotated. */
export type Unreliable = {
  readonly kind: 'unreliable'
  /** The provider. */
  readonly id: string
  readonly revision: number
  readonly since: number
  readonly until: number
}

/** So many tokens of a provider died at once that it is one incident; no rotation of its tokens until a person has looked. */
export type Storm = {
  readonly kind: 'storm'
  /** The provider. */
  readonly id: string
  readonly revision: number
  readonly openedAt: number
  /** How many were bad when it opened, of how many that are watched. */
  readonly bad: number
  readonly of: number
  /** Some of the bad ones, for people. */
  readonly sample: readonly CheckKey[]
  readonly environments: readonly string[]
  readonly cleared: { readonly by: string; readonly at: number } | null
  /** How often people were reminded that nobody has cleared it. */
  readonly reminders: number
  readonly pending: readonly ('open' | 'remind' | 'resolve')[]
}

/** How much of an outage the checks of one cadence see. */
export type OutageShare = {
  /** Checks that have been `unknown` for as many ticks as they need to be told of. */
  readonly open: number
  /** All that are `unknown` now. */
  readonly unknown: number
  /** Why, by the number of checks that say so. */
  readonly reasons: Readonly<Partial<Record<Reason, number>>>
  readonly sample: readonly CheckKey[]
  readonly environments: readonly string[]
}

/** Nobody can tell what the tokens of a provider are worth: one message for all of its checks, whatever their cadence. */
export type Outage = {
  readonly kind: 'outage'
  /** The provider, or `secrets-manager`. */
  readonly id: string
  readonly revision: number
  readonly openedAt: number
  readonly closedAt: number | null
  readonly shares: Readonly<Record<string, OutageShare>>
  /** When people were last told, and of how many checks; the fewest that there have been since. */
  readonly notified: { readonly at: number; readonly checks: number }
  readonly reminders: number
  readonly pending: readonly ('open' | 'remind' | 'resolve')[]
}

/** A cadence that the deployment has or had, with the config that its checks were last compared with. */
export type KnownCadence = {
  readonly kind: 'cadence'
  readonly id: string
  readonly revision: number
  readonly config: string
}

export type Condition = Silence | Unreliable | Storm | Outage | KnownCadence | ReviewFindings

/** A quarter of an hour in the life of a provider's tokens. */
export type DeathWindow = { readonly provider: string; readonly name: string; readonly forgetAt: number }

/** Where conditions are kept. */
export type ConditionStore = {
  all(): Promise<readonly Condition[]>
  /** False when somebody else wrote first. What has an end may be forgotten some time after `forgetAt`. */
  put(condition: Condition, forgetAt: number | null): Promise<boolean>
  /**
   * Adds to the checks of a provider that died in a window, at least one; resolves with all of them. Adding the same again changes
   * nothing, and checks that are added at the same time are all there.
   */
  addDead(window: DeathWindow, checks: readonly CheckKey[]): Promise<readonly CheckKey[]>
  deadIn(window: Omit<DeathWindow, 'forgetAt'>): Promise<readonly CheckKey[]>
}

/** What one source found when it last looked at some checks; kept with what else holds beyond one probe. */
export type ReviewFindings = {
  readonly kind: 'review'
  /** The source, and what it looked at: `consumers production/billing`. */
  readonly id: string
  readonly revision: number
  /** Epoch milliseconds. */
  readonly at: number
  readonly findings: Readonly<Record<CheckKey, readonly Finding[]>>
}
