import type { TopicName } from './audience.ts'
import { chatNotification } from './chat-notification.ts'
import type { Place } from './place.ts'
import { cleaned, subjectOf } from './plain-text.ts'

/** A line of a report: what it is about, and what is known of it. */
export type Fact = readonly [name: string, value: string]

/** What there is to tell, before it takes the shape that a subscriber reads. Texts may be anything that a person or a provider wrote. */
export type Report = {
  readonly topic: TopicName
  /** The environment that it is about; null for what is about the deployment. */
  readonly environment: string | null
  readonly state: 'ALARM' | 'OK'
  /** Stable from opening to closing: what makes one incident of them. */
  readonly name: string
  /** A few words, for the subject of a mail. */
  readonly short: string
  /** What happened, as a sentence without its full stop. */
  readonly headline: string
  /** What hangs on it: one text, for machines that show one. */
  readonly description: string
  /** In the order in which a person needs them; empty ones are left out. */
  readonly facts: readonly (readonly Fact[])[]
  /** Commands and addresses, as they are typed or opened. */
  readonly next: readonly Fact[]
  /** The same for machines. */
  readonly details: Readonly<Record<string, string | number | readonly string[] | null>>
  /** Epoch milliseconds. */
  readonly at: number
}

/** One message on a topic, in every shape that its subscribers read. */
export type Message = {
  readonly topic: TopicName
  readonly environment: string | null
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

/** Brings a report into every shape; nothing that a text holds can break one of them. */
export function messageOf(report: Report, place: Place): Message {
  const clean = cleanedReport(report)
  return {
    topic: clean.topic,
    environment: clean.environment,
    subject: subjectOf(`${clean.state}: ${clean.short}`),
    json: JSON.stringify(alarm(clean, place)),
    text: mail(clean),
    chat: JSON.stringify(chatNotification(clean, place)),
  }
}

function cleanedReport(report: Report): Report {
  const text = (value: string) => cleaned(value, textLimit)
  const facts = (some: readonly Fact[]) => some.map(([name, value]): Fact => [name, text(value)])
  return {
    ...report,
    name: text(report.name),
    headline: text(report.headline),
    description: text(report.description),
    facts: report.facts.map(facts),
    next: facts(report.next),
    details: Object.fromEntries(Object.entries(report.details).map(([name, value]) => [name, cleanedDetail(value)])),
  }
}

/** Longer lists of names, and longer names, are cut: whoever needs the rest has the config. */
const listLimit = 50
const nameLimit = 100

function cleanedDetail(value: Report['details'][string]): Report['details'][string] {
  if (typeof value === 'string') return cleaned(value, textLimit)
  return Array.isArray(value) ? value.slice(0, listLimit).map((one) => cleaned(one, nameLimit)) : value
}

/** Field names and time format as CloudWatch sends them: docs.aws.amazon.com/AmazonCloudWatch, "Alarm events and EventBridge" and SNS samples. */
function alarm({ name, state, headline, description, details, at }: Report, place: Place): object {
  return {
    AlarmName: name,
    AlarmDescription: description,
    AWSAccountId: place.accountId,
    NewStateValue: state,
    OldStateValue: state === 'ALARM' ? 'OK' : 'ALARM',
    NewStateReason: headline,
    StateChangeTime: new Date(at).toISOString().replace('Z', '+0000'),
    Region: place.region,
    Tokenwatch: details,
  }
}

/** A blank line between the headline and each group of facts. */
function mail({ headline, facts, next }: Report): string {
  const groups = [...facts, next].filter((group) => group.length > 0)
  const lines = groups.map((group) => group.map(([name, value]) => `${name}: ${value}`).join('\n'))
  return `${[`${headline}.`, ...lines].join('\n\n')}\n`
}
