import type { TopicName } from '../../model/audience.ts'
import type { Route } from '../../model/route.ts'

/** One line of a report. */
export type Fact = readonly [name: string, value: string]

/** One line of a report, left out where its value is `null` or empty. */
export type OptionalFact = readonly [name: string, value: string | null]

/** The content of a message, before it is written in the shapes of the subscribers. Texts may come from a person or a provider. */
export type MessageReport = {
  readonly to: TopicName
  /** Routes whose subscribers receive it; empty where it is about the deployment itself. */
  readonly routes: readonly Route[]
  readonly state: 'ALARM' | 'OK'
  /** Precedes every text that a person reads, where the incident is not a real one: `TEST`, `EXPERIMENT`. */
  readonly mark: string | null
  /** Name of the incident, the same from opening to closing. */
  readonly name: string
  /** A few words, for the subject of a mail. */
  readonly short: string
  /** A sentence that says what happened, without its full stop. */
  readonly headline: string
  /** Impact, owner and runbook in one text, for machines that show one. */
  readonly description: string
  /** In the order in which a person needs them. Unknown facts, and groups of them, are left out. */
  readonly facts: readonly (readonly OptionalFact[])[]
  /** Commands to type and addresses to open. */
  readonly next: readonly Fact[]
  /** The same facts for machines. */
  readonly details: Readonly<Record<string, string | number | readonly string[] | null>>
  /** Epoch milliseconds. */
  readonly at: number
}

/** Returns the lines that have a value. */
export function known(lines: readonly OptionalFact[]): readonly Fact[] {
  return lines.flatMap(([name, value]) => (value === null || value === '' ? [] : [[name, value] as const]))
}

/** A report whose texts are each one line of bounded length, with its mark on what people read first. */
export type LegibleReport = Omit<MessageReport, 'facts' | 'mark'> & { readonly facts: readonly (readonly Fact[])[] }
