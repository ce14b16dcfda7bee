import type { Place } from '../model/place.ts'
import type { Announcement } from './incidents/announcement.ts'
import { checkReport } from './messages/check-report.ts'
import { checksReport, outageReport, removedReport } from './messages/group-reports.ts'
import { type Message, writeMessage } from './messages/message.ts'
import type { MessageReport } from './messages/report.ts'
import { stormReport } from './messages/storm-report.ts'

/** Writes an announcement in every shape that the subscribers of a topic read. */
export function messageOf(announcement: Announcement, place: Place): Message {
  return writeMessage(reportOf(announcement, place), place)
}

function reportOf(announcement: Announcement, place: Place): MessageReport {
  switch (announcement.about) {
    case 'check':
      return checkReport(announcement, place)
    case 'checks':
      return checksReport(announcement, place)
    case 'removed':
      return removedReport(announcement, place)
    case 'outage':
      return outageReport(announcement, place)
    case 'storm':
      return stormReport(announcement, place)
  }
}
