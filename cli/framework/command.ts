import type { CommandResult } from './command-result.ts'
import type { Terminal } from './terminal.ts'

/** One flag, as help and shell completion tell it. */
export type CommandOption = {
  /** As commander reads it: `--used-by <service>`, `--json`. */
  readonly flags: string
  readonly about: string
  readonly fallback?: string
  /** The only values that it takes. */
  readonly choices?: readonly string[]
  /** May be given several times; its value is a list. */
  readonly many?: true
}

/**
 * A command of the command line. Its module is loaded when it is given, so that none waits for what another needs. `Given` is what
 * its options and arguments come to: each flag under its name in camel case, the arguments as `ids` or whatever `argument` names.
 */
export type Command<Given> = {
  /** May have two words: `rotations list` is `list` under `rotations`. */
  readonly name: string
  readonly about: string
  /** A call that really works, with its arguments. */
  readonly example: string
  /** As commander reads it: `[ids...]`. */
  readonly argument?: { readonly syntax: string; readonly about: string; readonly choices?: readonly string[] }
  readonly options: readonly CommandOption[]
  /** Runs until it is ended, and cleans up after Ctrl-C by itself. */
  readonly untilEnded?: true
  readonly load: () => Promise<{ run(given: Given, terminal: Terminal): Promise<CommandResult> }>
}

/** A command whatever it is given: only the frame calls it, with what commander has parsed by the same flags. */
export type AnyCommand = Command<never>
