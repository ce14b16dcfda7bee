import type { PendingMessage } from '../../state/incident.ts'
import type { Announcement } from './announcement.ts'

/**
 * The messages that one container has sent, with the instant of each. Until the table has taken a message as delivered, every tick finds
 * it pending.
 */
export type SentMessages = Map<string, number>

/** A message that was sent, and that the table did not take as delivered, is repeated after this. */
const repeatAfterMs = 3_600_000

type Memory = {
  /** Absent where nothing is remembered. */
  readonly unmarked?: SentMessages
  /** Epoch milliseconds. */
  now(): number
}

/** Returns the name of each message that an announcement delivers. A revision changes only if the table took a write. */
export function marksOf(announcement: Announcement): readonly string[] {
  switch (announcement.about) {
    case 'check':
      return [markOf(announcement.check.key, announcement.pending)]
    case 'removed':
      return [markOf(announcement.check, announcement.pending)]
    case 'checks':
      return announcement.news.map(({ check, pending }) => markOf(check.key, pending))
    case 'outage':
      return [ofGroup(announcement.about, announcement.kind, announcement.outage)]
    case 'storm':
      return [ofGroup(announcement.about, announcement.kind, announcement.storm)]
  }
}

type Group = { readonly id: string; readonly openedAt: number; readonly revision: number }

const ofGroup = (about: string, kind: string, { id, openedAt, revision }: Group): string =>
  `${about} ${id} ${kind} ${openedAt} ${revision}`

const markOf = (check: string, { kind, to, at }: PendingMessage): string => `${check} ${to} ${kind} ${at}`

/** Returns true if this container has sent all of an announcement within the last hour. */
export function wasSent(announcement: Announcement, { unmarked, now }: Memory): boolean {
  const isRecent = (at: number | undefined) => at !== undefined && Math.abs(now() - at) < repeatAfterMs
  return marksOf(announcement).every((mark) => isRecent(unmarked?.get(mark)))
}

/** Takes note of an announcement that was accepted, and forgets what is old. */
export function noteMessages(announcement: Announcement, { unmarked, now }: Memory): void {
  if (unmarked === undefined) return
  for (const [mark, at] of unmarked) if (Math.abs(now() - at) >= repeatAfterMs) unmarked.delete(mark)
  for (const mark of marksOf(announcement)) unmarked.set(mark, now())
}
