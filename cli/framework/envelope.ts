import { seenJson } from '../../functions/core/model/unseen.ts'
import type { CommandResult } from './command-result.ts'
import type { CommandFailure } from './failure.ts'

/** One problem, for programs. */
export type EnvelopeProblem = { readonly code: string; readonly message: string }

/**
 * The one object that `--json` prints on one line, for every command. `version` rises when a field changes its meaning or is removed;
 * fields may be added at any time. Described in docs/cli.md.
 */
export type Envelope = {
  readonly version: 1
  readonly command: string
  /** True if the exit code is 0. */
  readonly ok: boolean
  readonly exitCode: number
  /** Result of the command; null if it failed before it had one. */
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

/** Writes an envelope on one line. A terminal shows every character of it, and acts on none. */
export const envelopeText = (envelope: Envelope): string => `${seenJson(JSON.stringify(envelope))}\n`
