import type { Message } from '../core/alerting/messages/message.ts'
import { type SecurityEvent, securityMessage } from '../core/alerting/messages/security-message.ts'
import type { Place } from '../core/model/place.ts'

/** Events since the last message, by kind, and the instant of the last message of each kind. */
const unsent = new Map<SecurityEvent, number>()
const sentAt = new Map<SecurityEvent, number>()

/** One message of a kind in this time: whoever forges a thousand messages sends the watchers one. */
const quietForMs = 3_600_000

/** Notes an event for the watchers. */
export function noteSecurityEvent(kind: SecurityEvent): void {
  unsent.set(kind, (unsent.get(kind) ?? 0) + 1)
}

export type WatcherDependencies = { publish(message: Message): Promise<void>; readonly place: Place; now(): number }

/** Notifies the watchers of what was noted since the last time. What SNS does not accept is kept for the next invocation. Never rejects. */
export async function notifyWatchers({ publish, place, now }: WatcherDependencies): Promise<boolean> {
  const nowMs = now()
  const due = [...unsent].filter(([kind]) => nowMs - (sentAt.get(kind) ?? 0) >= quietForMs)
  if (due.length === 0) return true
  const seen = due.map(([kind, times]) => ({ kind, times }))
  try {
    await publish(securityMessage(seen, nowMs, place))
  } catch {
    return false
  }
  for (const { kind } of seen) {
    unsent.delete(kind)
    sentAt.set(kind, nowMs)
  }
  return true
}
