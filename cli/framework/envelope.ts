import type { CommandResult } from './command-result.ts'
import type { CommandFailure } from './failure.ts'

/** One thing that is wrong, as programs get it. */
export type EnvelopeProblem = { readonly code: string; readonly message: string }

/**
 * What `--json` prints, whatever the command: one object on one line. `version` goes up when a field changes its meaning or goes
 * away; fields may be added at any time. Described in docs/cli.md.
 */
export type Envelope = {
  readonly version: 1
  readonly command: string
  /** Whether the exit code is 0. */
  readonly ok: boolean
  readonly exitCode: number
  /** What the command found; null where it failed before it found anything. */
  readonly data: unknown
  readonly problems: readonly EnvelopeProblem[]
}

export function envelopeOf(command: string, { exitCode, data, notes = [] }: CommandResult): Envelope {
  const problems = notes.map((message) => ({ code: 'note', message }))
  return { version: 1, command, ok: exitCode === 0, exitCode, data, problems }
}

export function failedEnvelope(command: string, { code, exitCode, lines, data }: CommandFailure): Envelope {
  const problems = lines.map((message) => ({ code, message }))
  return { version: 1, command, ok: false, exitCode, data, problems }
}
