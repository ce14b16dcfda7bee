import type { Reason } from '../model/reason.ts'

/** Whom a message is for: `page` wakes people (and reaches `notice` too), `notice` is for tickets and chat. */
export type AlertLevel = 'page' | 'notice'

/**
 * Why nobody is told of an incident by itself: a person asked for silence, its provider's outage or flood says it for all of them,
 * or it turns too often.
 */
export type SuppressedBy = 'silence' | 'outage' | 'storm' | 'flapping'

/** Who has taken an incident over; reminders end with it. */
export type Acknowledgement = { readonly by: string; readonly at: number }

/** Something that is wrong with one check, from its opening until the check is good again. Instants are epoch milliseconds. */
export type Incident = {
  readonly openedAt: number
  /** The loudest that it has been. */
  readonly severity: AlertLevel
  /** Why it opened, or last became worse. */
  readonly reason: Reason
  readonly detail: string
  /** The last message about it that was decided, and to whom it went; null as long as nobody was told. */
  readonly notified: { readonly to: AlertLevel; readonly at: number } | null
  readonly suppressedBy: SuppressedBy | null
  /** How many reminders there were since it last became worse. */
  readonly reminders: number
  readonly acknowledged: Acknowledgement | null
}

/** What a message about one check says. */
export type MessageKind =
  | 'open'
  | /** What was a notice pages now, or a token that was about to die is dead. */ 'escalate'
  | /** The expiry has come closer by a rung of its ladder. */ 'expiry_threshold'
  | /** It is still so, and nobody has taken it over. */ 'remind'
  | /** A silence has ended, and the incident that opened in it is still open. */ 'after_silence'
  | 'resolve'
  | /** The check is watched no longer. */ 'removed'
  | /** It opens and closes too often for each to be told. */ 'flapping'
  | /** It does so no longer. */ 'flapping_ended'

/** A message that is decided and not yet accepted by SNS. `probe` pays what goes to `page`, `tick` pays the notices, several in one. */
export type PendingMessage = {
  readonly kind: MessageKind
  readonly to: AlertLevel
  /** As it was when the message was decided. */
  readonly incident: Incident
  readonly at: number
}

const waking: ReadonlySet<MessageKind> = new Set(['open', 'escalate', 'after_silence'])

/** The debt among the later ones that wakes somebody for an incident, and was not there before; null where there is none. */
export function firstNewPage(
  before: readonly PendingMessage[],
  after: readonly PendingMessage[],
): PendingMessage | null {
  return after.slice(before.length).find(({ kind, to }) => to === 'page' && waking.has(kind)) ?? null
}

export const rank = { none: 0, notice: 1, page: 2 } as const

export function outranks(one: AlertLevel, other: AlertLevel): boolean {
  return rank[one] > rank[other]
}

/** How often in a row the rotation away from a version did not even start; more than enough where Secrets Manager gave it up. */
export type RotationFailed = { readonly versionId: string; readonly times: number }
