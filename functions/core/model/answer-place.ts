import type { InstantReading } from './instant.ts'

/** Place of a value in an answer: a JMESPath expression over its JSON (or a token's claims), or a header by its lower-case name. */
export type AnswerPlace = string | { readonly header: string }

/** Places of the values in an answer. The profile has defaults. */
export type AnswerPaths = {
  readonly identity: AnswerPlace | null
  readonly environment: AnswerPlace | null
  /** A list of strings, or one string of space- or comma-separated scopes. */
  readonly scopes: AnswerPlace | null
  readonly expires: ({ readonly at: AnswerPlace } & InstantReading) | null
}
