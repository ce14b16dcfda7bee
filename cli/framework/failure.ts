import { type ExitCode, exitCodes } from './exit-codes.ts'

/** Why a command could not do what it was asked. Programs switch on it; it never changes its meaning. */
export type FailureCode =
  /** Flags that do not go together, or values that they do not take. */
  | 'usage'
  /** The config can not be used; each problem is told. */
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
  /** The deployment is there, and does not answer as it should. */
  | 'broken_deployment'
  | 'unreachable'
  /** A change was planned and nobody has agreed to it; `data` is the plan. */
  | 'not_agreed'
  /** What is to be changed is not there, or over already: an incident, a flood, a silence. */
  | 'not_there'
  /** Somebody else changed the same at the same time, twice. */
  | 'conflict'
  /** A file could not be read or written. */
  | 'file'
  /** A person ended it with Ctrl-C. */
  | 'interrupted'
  /** A defect of Tokenwatch. */
  | 'internal'

/**
 * A command's failure: what went wrong and the way out, in lines that a person reads and that hold no secret.
 *
 * @example throw new Failure('usage', '--min-ttl wants a duration such as 7d, found a string of 4 characters')
 */
export class CommandFailure extends Error {
  readonly code: FailureCode
  readonly exitCode: ExitCode
  readonly lines: readonly string[]
  /** For the envelope's `data`. */
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
