import type { TopicName } from '../../model/audience.ts'

/** A line of a report: what it is about, and what is known of it. */
export type Fact = readonly [name: string, value: string]

/** A line that is left out where nothing is known. */
export type OptionalFact = readonly [name: string, value: string | null]

/** What there is to tell, before it takes the shape that a subscriber reads. Texts may be anything that a person or a provider wrote. */
export type MessageReport = {
  readonly to: TopicName
  /** Whose subscribers hear it; none where it is about the deployment itself. */
  readonly environments: readonly string[]
  readonly state: 'ALARM' | 'OK'
  /** Stands before everything that a person reads, where it is not what it looks like: `TEST`. */
  readonly mark: string | null
  /** Stable from opening to closing: what makes one incident of them. */
  readonly name: string
  /** A few words, for the subject of a mail. */
  readonly short: string
  /** What happened, as a sentence without its full stop. */
  readonly headline: string
  /** What hangs on it: one text, for machines that show one. */
  readonly description: string
  /** In the order in which a person needs them; what is not known, and groups of it, are left out. */
  readonly facts: readonly (readonly OptionalFact[])[]
  /** Commands and addresses, as they are typed or opened. */
  readonly next: readonly Fact[]
  /** The same for machines. */
  readonly details: Readonly<Record<string, string | number | readonly string[] | null>>
  /** Epoch milliseconds. */
  readonly at: number
}

/** What is known of some lines. */
export function known(lines: readonly OptionalFact[]): readonly Fact[] {
  return lines.flatMap(([name, value]) => (value === null || value === '' ? [] : [[name, value] as const]))
}

/** A report whose texts are each one line of bounded length, with its mark on what people read first. */
export type LegibleReport = Omit<MessageReport, 'facts' | 'mark'> & { readonly facts: readonly (readonly Fact[])[] }
