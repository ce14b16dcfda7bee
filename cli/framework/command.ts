import type { CommandResult } from './command-result.ts'
import type { Terminal } from './terminal.ts'

/** One flag, as shown by help and shell completion. */
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
 * A command of the command line. Its module is loaded only when it runs, so that no command waits for what another needs. `Given` holds
 * its parsed options and argument: each flag under its name in camel case, the argument under the name in `argument`.
 */
export type Command<Given> = {
  /** One or two words: `silence end` is `end` under `silence`. */
  readonly name: string
  readonly about: string
  /** A complete call that works as it stands. */
  readonly example: string
  /** As commander reads it: `[ids...]`. */
  readonly argument?: { readonly syntax: string; readonly about: string; readonly choices?: readonly string[] }
  readonly options: readonly CommandOption[]
  /** True if its output may hold commands for a pipeline's runner, such as annotations of GitHub. */
  readonly annotates?: true
  /** Runs until somebody stops it, and cleans up after Ctrl-C by itself. */
  readonly untilEnded?: true
  /** Ends by itself, and at Ctrl-C with what it knows until then. */
  readonly keepsAtInterrupt?: true
  /** Takes `--env-file` for its subject: nothing of the file becomes a variable of this process. */
  readonly looksAtEnvFile?: true
  readonly load: () => Promise<{ run(given: Given, terminal: Terminal): Promise<CommandResult> }>
}

/** A command with any options. Only `run.ts` calls it, with what commander parsed by the same flags. */
export type AnyCommand = Command<never>
