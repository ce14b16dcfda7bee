import type { Reason } from '../model/reason.ts'

/** Whom a message is for: `page` wakes people (and reaches `notice` too), `notice` is for tickets and chat. */
export type Loudness = 'page' | 'notice'

/**
 * Why nobody is told of an incident by itself: a person asked for silence, its provider's outage or flood says it for all of them,
 * or it turns too often.
 */
export type Quiet = 'silenced' | 'outage' | 'flood' | 'flapping'

/** Who has taken an incident over; reminders end with it. */
export type Acknowledgement = { readonly by: string; readonly at: number }

/** Something that is wrong with one check, from its opening until the check is good again. Instants are epoch milliseconds. */
export type Incident = {
  readonly openedAt: number
  /** The loudest that it has been. */
  readonly severity: Loudness
  /** Why it opened, or last became worse. */
  readonly reason: Reason
  readonly detail: string
  /** The last message about it that was decided, and to whom it went; null as long as nobody was told. */
  readonly told: { readonly to: Loudness; readonly at: number } | null
  readonly quiet: Quiet | null
  /** How many reminders there were since it last became worse. */
  readonly reminders: number
  readonly acknowledged: Acknowledgement | null
}

/** What a message about one check says. */
export type OwedKind =
  | 'open'
  | /** What was a notice pages now, or a token that was about to die is dead. */ 'escalate'
  | /** The expiry has come closer by a rung of its ladder. */ 'rung'
  | /** It is still so, and nobody has taken it over. */ 'remind'
  | /** A silence has ended, and the incident that opened in it is still open. */ 'unsilenced'
  | 'resolve'
  | /** The check is watched no longer. */ 'removed'
  | /** It opens and closes too often for each to be told. */ 'flapping'
  | /** It does so no longer. */ 'calm'

/** A message that is decided and not yet accepted by SNS. `probe` pays what goes to `page`, `tick` pays the notices, several in one. */
export type Owed = {
  readonly kind: OwedKind
  readonly to: Loudness
  /** As it was when the message was decided. */
  readonly incident: Incident
  readonly at: number
}

const waking: ReadonlySet<OwedKind> = new Set(['open', 'escalate', 'unsilenced'])

/** The debt among the later ones that wakes somebody for an incident, and was not there before; null where there is none. */
export function newlyPaged(before: readonly Owed[], after: readonly Owed[]): Owed | null {
  return after.slice(before.length).find(({ kind, to }) => to === 'page' && waking.has(kind)) ?? null
}

export const rank = { none: 0, notice: 1, page: 2 } as const

export function isLouder(one: Loudness, other: Loudness): boolean {
  return rank[one] > rank[other]
}

/** How often in a row the rotation away from a version did not even start; more than enough where Secrets Manager gave it up. */
export type RotationFailed = { readonly versionId: string; readonly times: number }
