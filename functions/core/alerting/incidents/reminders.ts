import type { Incident } from '../../state/incident.ts'

/** An incident that nobody takes over is told again this often, and no more often than this: for a day. */
export const reminders = { everyMs: 14_400_000, most: 6 } as const

/** Whether it is time to say once more that an incident is open. An expiry that is only noticed reminds by its ladder. */
export function isReminderDue(
  { notified, suppressedBy, acknowledged, reminders: count, ...incident }: Incident,
  nowMs: number,
) {
  if (notified === null || suppressedBy !== null || acknowledged !== null) return false
  if (incident.severity === 'notice' && incident.reason === 'expiring') return false
  return count < reminders.most && nowMs - notified.at >= reminders.everyMs
}
