import type { Incident } from '../../state/incident.ts'

/** Interval and number of reminders for an incident that nobody acknowledges: one day in all. */
export const reminders = { everyMs: 14_400_000, most: 6 } as const

/** Returns true if a reminder is due. A notice about an expiry has none: its expiry thresholds take their place. */
export function isReminderDue(
  { notified, suppressedBy, acknowledged, reminders: count, ...incident }: Incident,
  nowMs: number,
) {
  if (notified === null || suppressedBy !== null || acknowledged !== null) return false
  if (incident.severity === 'notice' && incident.reason === 'expiring') return false
  return count < reminders.most && nowMs - notified.at >= reminders.everyMs
}
