import { type ExitCode, exitCodes } from './exit-codes.ts'

/** Kind of a failure. Programs switch on it, so a code never changes its meaning. */
export type FailureCode =
  /** Flags that exclude each other, or a value that a flag does not accept. */
  | 'usage'
  /** The config cannot be used. Each problem is one line. */
  | 'config'
  /** The selection matches no check. */
  | 'no_match'
  | 'no_credentials'
  | 'expired_credentials'
  | 'refused_credentials'
  | 'no_region'
  /** AWS does not allow an action. */
  | 'denied'
  | 'no_deployment'
  /** The deployment exists, but does not answer as it should. */
  | 'broken_deployment'
  | 'unreachable'
  /** A change was planned and nobody has agreed to it; `data` is the plan. */
  | 'not_agreed'
  /** The subject of a change does not exist or has ended: an incident, a storm, a silence. */
  | 'not_there'
  /** Somebody else changed the same subject at the same time, twice. */
  | 'conflict'
  /** A file could not be read or written. */
  | 'file'
  /** A person pressed Ctrl-C. */
  | 'interrupted'
  /** A defect of Tokenwatch. */
  | 'internal'

/**
 * Failure of a command, in lines for a person: what is wrong and the way out. Holds no secret.
 *
 * @example throw new CommandFailure('usage', '--min-ttl: expected a duration such as 7d, found "soon"')
 */
export class CommandFailure extends Error {
  readonly code: FailureCode
  readonly exitCode: ExitCode
  readonly lines: readonly string[]
  /** Goes into `data` of the envelope. */
  readonly data: unknown

  constructor(code: FailureCode, lines: string | readonly string[], data: unknown = null) {
    const all = typeof lines === 'string' ? [lines] : lines
    super(all[0] ?? code)
    this.name = 'Failure'
    this.code = code
    this.exitCode = exitCodeOf(code)
    this.lines = all
    this.data = data
  }
}

function exitCodeOf(code: FailureCode): ExitCode {
  switch (code) {
    case 'usage':
    case 'config':
    case 'no_match':
    case 'no_deployment':
    case 'not_there':
      return exitCodes.usage
    case 'no_credentials':
    case 'expired_credentials':
    case 'refused_credentials':
    case 'no_region':
    case 'denied':
    case 'broken_deployment':
    case 'unreachable':
    case 'not_agreed':
    case 'conflict':
    case 'file':
    case 'internal':
      return exitCodes.undecided
    case 'interrupted':
      return exitCodes.interrupted
  }
}
