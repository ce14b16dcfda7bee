import type { TopicName } from '../../model/audience.ts'
import type { Place } from '../../model/place.ts'
import { chatNotification } from './chat-notification.ts'
import { cleaned, subjectOf } from './plain-text.ts'
import { known, type LegibleReport, type MessageReport, type OptionalFact } from './report.ts'

/** One message on a topic, in every shape that its subscribers read. */
export type Message = {
  /** What goes to `page` reaches `notice` too. */
  readonly to: TopicName
  /** Whose subscribers hear it; none where it is about the deployment itself. */
  readonly environments: readonly string[]
  /** At most 99 ASCII characters; PagerDuty drops what does not begin with `ALARM: ` or `OK: `. */
  readonly subject: string
  /** Strict JSON in CloudWatch's alarm shape, for PagerDuty, queues, functions and web hooks. */
  readonly json: string
  /** Sentences, for a mailbox. */
  readonly text: string
  /** JSON in the one shape that Amazon Q Developer posts to a chat channel. */
  readonly chat: string
}

/** Characters of one text at most, so that a message stays far below SNS's 256 KiB whatever a config says. */
const textLimit = 1_000

/** Longer lists of names, and longer names, are cut: whoever needs the rest has the config. */
const listLimit = 50
const nameLimit = 100

/** Brings a report into every shape; nothing that a text holds can break one of them. */
export function writeMessage(report: MessageReport, place: Place): Message {
  const legible = legibleReport(report)
  return {
    to: legible.to,
    environments: legible.environments,
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
    facts: report.facts.map(lines).filter((group) => group.length > 0),
    next: lines(report.next),
    details: Object.fromEntries(Object.entries(report.details).map(([name, value]) => [name, legibleDetail(value)])),
  }
}

function legibleDetail(value: MessageReport['details'][string]): MessageReport['details'][string] {
  if (typeof value === 'string') return cleaned(value, textLimit)
  if (typeof value === 'number' || value === null) return value
  return value.slice(0, listLimit).map((one) => cleaned(one, nameLimit))
}

/** Field names and time format as CloudWatch sends them: docs.aws.amazon.com/AmazonCloudWatch, "Alarm events and EventBridge" and SNS samples. */
function alarm({ name, state, headline, description, details, next, at }: LegibleReport, place: Place): object {
  return {
    AlarmName: name,
    AlarmDescription: description,
    AWSAccountId: place.accountId,
    NewStateValue: state,
    OldStateValue: state === 'ALARM' ? 'OK' : 'ALARM',
    NewStateReason: headline,
    StateChangeTime: new Date(at).toISOString().replace('Z', '+0000'),
    Region: place.region,
    Tokenwatch: { ...details, next: Object.fromEntries(next) },
  }
}

/** A blank line between the headline and each group of facts. */
function mail({ headline, facts, next }: LegibleReport): string {
  const groups = next.length === 0 ? facts : [...facts, next]
  const blocks = groups.map((group) => group.map(([name, value]) => `${name}: ${value}`).join('\n'))
  return `${[`${headline}.`, ...blocks].join('\n\n')}\n`
}
