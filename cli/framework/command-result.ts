/** Result of a command: as text for people, as data for programs. */
export type CommandResult = {
  readonly exitCode: number
  /** `data` of the envelope: JSON with the facts of the text. */
  readonly data: unknown
  /** Text for stdout. Ends with a line break unless it is empty. */
  readonly text: string
  /** Further notes for a person, one line each on stderr. */
  readonly notes?: readonly string[]
}
