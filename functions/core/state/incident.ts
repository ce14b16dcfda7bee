import type { Reason } from '../model/reason.ts'
import type { Route } from '../model/route.ts'

/** The topic of a message: `page` is for people on call and reaches `notice` too; `notice` is for tickets and chat. */
export type AlertLevel = 'page' | 'notice'

/**
 * Conditions that suppress the messages of an incident: a silence or maintenance window, an outage or alert storm of its provider, or
 * flapping.
 */
export type SuppressedBy = 'silence' | 'outage' | 'storm' | 'flapping'

/** The person who acknowledged an incident. Its reminders end. */
export type Acknowledgement = { readonly by: string; readonly at: number }

/** The people who were notified of something. Its end goes to them. Both are absent in items of earlier versions. */
export type Heard = {
  /** Routes of its messages. */
  readonly routes?: readonly Route[]
  /** Hashes of the subscribers there. */
  readonly audience?: readonly string[]
}

/** A problem of one check, from its opening until the check has recovered. Instants are epoch milliseconds. */
export type Incident = {
  readonly openedAt: number
  /** The highest alert level since it opened. */
  readonly severity: AlertLevel
  /** The reason when it opened or last became worse. */
  readonly reason: Reason
  readonly detail: string
  /** False if it rests on no answer and no key, but on dates, claims or the store. Absent in states of earlier versions. */
  readonly answered?: boolean
  /** The last message about it, with the highest alert level so far; `null` before the first message. */
  readonly notified: { readonly to: AlertLevel; readonly at: number } | null
  readonly suppressedBy: SuppressedBy | null
  /** Number of reminders since it last became worse. */
  readonly reminders: number
  readonly acknowledged: Acknowledgement | null
} & Heard

/** Kinds of messages about one check. */
export type MessageKind =
  | 'open'
  | /** The first message about a credential that was never valid since its check was added. */ 'never_worked'
  | /** The alert level rose, or an expiring or unknown token is now invalid. */ 'escalate'
  | /** The same check has another problem too, at no higher alert level. */ 'also'
  | /** The expiry has reached the next threshold. */ 'expiry_threshold'
  | /** The incident is still open, and nobody has acknowledged it. */ 'remind'
  | /** A silence or maintenance window has ended, and the incident is still open. */ 'after_silence'
  | 'resolve'
  | /** The check was removed from the config. */ 'removed'
  | /** Its incidents open and close too often. */ 'flapping'
  | 'flapping_ended'

/** A message that is decided and not yet accepted by SNS. `probe` delivers pages, `tick` delivers notices in groups. */
export type PendingMessage = {
  readonly kind: MessageKind
  readonly to: AlertLevel
  /** The incident as it was when the message was decided. */
  readonly incident: Incident
  /** Everything else that was open for the check; absent where nothing was. */
  readonly beside?: readonly { readonly reason: Reason; readonly detail: string }[]
  readonly at: number
  /** True for a page that waits for working hours. Nobody was notified by it. */
  readonly waits?: true
}

const endings: ReadonlySet<MessageKind> = new Set(['resolve', 'removed', 'flapping_ended'])

/** Returns true for a message that ends an incident or its flapping. */
export const isEnding = ({ kind }: Pick<PendingMessage, 'kind'>): boolean => endings.has(kind)

const paging: ReadonlySet<MessageKind> = new Set(['open', 'escalate', 'also', 'after_silence'])

/** Returns the first page among `after` that was not in `before` and announces an incident; `null` where there is none. */
export function firstNewPage(
  before: readonly PendingMessage[],
  after: readonly PendingMessage[],
): PendingMessage | null {
  return after.find((one) => one.to === 'page' && paging.has(one.kind) && !before.includes(one)) ?? null
}

export const rank = { none: 0, notice: 1, page: 2 } as const

export function outranks(one: AlertLevel, other: AlertLevel): boolean {
  return rank[one] > rank[other]
}

/** Consecutive refused requests to rotate away from a version. After Secrets Manager gave up, `times` exceeds every limit. */
export type RotationFailed = { readonly versionId: string; readonly times: number }
