import type { Place } from '../model/place.ts'
import { firstThatFit } from '../state/room.ts'
import type { ShadowMessage } from '../state/shadow-message.ts'
import { type Announcement, alertLevelOf, type CheckNews, isShadow } from './incidents/announcement.ts'
import { checkReport } from './messages/check-report.ts'
import { checksReport, outageReport, removedReport } from './messages/group-reports.ts'
import { type Message, writeMessage } from './messages/message.ts'
import type { MessageReport } from './messages/report.ts'
import { stormReport } from './messages/storm-report.ts'

/** Writes an announcement in every shape that the subscribers of a topic read. */
export function messageOf(announcement: Announcement, place: Place): Message {
  const report = reportOf(announcement, place)
  const message = writeMessage(report, place)
  const shadow = shadowOf(announcement, report)
  return shadow === null ? message : { ...message, shadow: withinRoom(shadow) }
}

/** Keeps a check of each owner before all others: the messages are counted by owner. */
function withinRoom(shadow: ShadowMessage): ShadowMessage {
  const { checks: all } = shadow
  if (firstThatFit(all) === all) return shadow
  const firsts = new Set(new Map(all.toReversed().map((one) => [one.owner, one])).values())
  const checks = firstThatFit([...firsts, ...all.filter((one) => !firsts.has(one))])
  return { ...shadow, checks, more: all.length - checks.length }
}

/** Returns what is recorded of a message that nobody gets; `null` for one that people get. */
function shadowOf(announcement: Announcement, { headline, state }: MessageReport): ShadowMessage | null {
  if (!isShadow(announcement)) return null
  const isEnd = state === 'OK'
  if (announcement.about === 'storm' || announcement.about === 'outage') {
    const { kind, members = [], at } = announcement
    return { at, to: alertLevelOf(announcement), kind, isEnd, checks: members, headline }
  }
  const news = newsOf(announcement)
  const [first] = news
  if (first === undefined) return null
  const { at, to, kind } = first.pending
  const checks = news.map(({ check: { key, owner } }) => ({ key, owner }))
  return { at, to, kind, isEnd, checks, headline }
}

function newsOf(announcement: Announcement): readonly CheckNews[] {
  switch (announcement.about) {
    case 'check':
      return [announcement]
    case 'checks':
      return announcement.news
    default:
      return []
  }
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
