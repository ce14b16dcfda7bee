import type { TopicName } from '../../model/audience.ts'
import type { Place } from '../../model/place.ts'
import type { Route } from '../../model/route.ts'
import type { ShadowMessage } from '../../state/shadow-message.ts'
import { chatNotification } from './chat-notification.ts'
import { cleaned, subjectOf } from './plain-text.ts'
import { known, type LegibleReport, type MessageReport, type OptionalFact } from './report.ts'

/** One message for a topic, in every shape that its subscribers read. */
export type Message = {
  /** A message to `page` reaches `notice` too. */
  readonly to: TopicName
  /** Routes whose subscribers receive it; empty where it is about the deployment itself. */
  readonly routes: readonly Route[]
  /** At most 99 ASCII characters. PagerDuty ignores a subject that does not begin with `ALARM: ` or `OK: `. */
  readonly subject: string
  /** JSON in the shape of a CloudWatch alarm, for PagerDuty, queues, functions and web hooks. */
  readonly json: string
  /** Sentences, for a mailbox. */
  readonly text: string
  /** JSON in the one shape that Amazon Q Developer posts to a chat channel. */
  readonly chat: string
  /** Present if nobody is to get it: what is recorded instead. */
  readonly shadow?: ShadowMessage
}

/** Most characters of one text: a message stays far below the 256 KiB of SNS, whatever a config says. */
const textLimit = 1_000

/** Most names of a list, and most characters of a name. The config has the rest. */
const listLimit = 50
const nameLimit = 100

/** The alert level of a message in words, for shapes that have no field for it. */
const levels: Readonly<Record<TopicName, string>> = {
  page: 'page: it wakes people',
  notice: 'notice: it can wait',
  watcher: 'watcher: it is about Tokenwatch itself',
}

/** Writes a report in every shape. No text of a report can break a shape. */
export function writeMessage(report: MessageReport, place: Place): Message {
  const legible = legibleReport(report)
  return {
    to: legible.to,
    routes: legible.routes,
    subject: subjectOf(`${legible.state}: ${legible.short}`),
    json: JSON.stringify(alarm(legible, place)),
    text: mail(legible),
    chat: JSON.stringify(chatNotification(legible, place)),
  }
}

function legibleReport({ mark, ...report }: MessageReport): LegibleReport {
  const text = (value: string) => cleaned(value, textLimit)
  const line = ([name, value]: OptionalFact): OptionalFact => [name, value === null ? null : text(value)]
  const lines = (some: readonly OptionalFact[]) => known(some.map(line))
  const marked = (value: string) => text(mark === null ? value : `${mark}: ${value}`)
  return {
    ...report,
    name: text(report.name),
    short: marked(report.short),
    headline: marked(report.headline),
    description: marked(report.description),
    facts: [...report.facts, [['Alert level', levels[report.to]] as const]]
      .map(lines)
      .filter((group) => group.length > 0),
    next: lines(report.next),
    details: Object.fromEntries(Object.entries(report.details).map(([name, value]) => [name, legibleDetail(value)])),
  }
}

function legibleDetail(value: MessageReport['details'][string]): MessageReport['details'][string] {
  if (typeof value === 'string') return cleaned(value, textLimit)
  if (typeof value === 'number' || value === null) return value
  return value.slice(0, listLimit).map((one) => cleaned(one, nameLimit))
}

/** Uses the field names and the time format of CloudWatch: docs.aws.amazon.com/AmazonCloudWatch, "Alarm events and EventBridge" and SNS samples. */
function alarm({ to, name, state, headline, description, details, next, at }: LegibleReport, place: Place): object {
  return {
    AlarmName: name,
    AlarmDescription: description,
    AWSAccountId: place.accountId,
    NewStateValue: state,
    OldStateValue: state === 'ALARM' ? 'OK' : 'ALARM',
    NewStateReason: headline,
    StateChangeTime: new Date(at).toISOString().replace('Z', '+0000'),
    Region: place.region,
    Tokenwatch: { ...details, alertLevel: to, next: Object.fromEntries(next) },
  }
}

/** Puts a blank line between the headline and each group of facts. */
function mail({ headline, facts, next }: LegibleReport): string {
  const groups = next.length === 0 ? facts : [...facts, next]
  const blocks = groups.map((group) => group.map(([name, value]) => `${name}: ${value}`).join('\n'))
  return `${[`${headline}.`, ...blocks].join('\n\n')}\n`
}
