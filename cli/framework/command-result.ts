/** What a command found or did: for people as text, for programs as data. */
export type CommandResult = {
  readonly exitCode: number
  /** `data` of the envelope: JSON, and the same facts that the text tells. */
  readonly data: unknown
  /** For stdout; ends with a line break unless it is empty. */
  readonly text: string
  /** What a person should know besides, one line each on stderr. */
  readonly notes?: readonly string[]
}
