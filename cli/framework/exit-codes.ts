/**
 * What a command's exit code says, to whoever waits for it. `gate` and `check` use all of them: a pipeline has to know "no" from
 * "nobody can tell".
 */
export const exitCodes = {
  /** Yes; or done. */
  ok: 0,
  /** No: a credential is bad, or will be too soon. */
  refused: 1,
  /** Cannot tell, or could not: fails closed. A change that nobody agreed to is one of these. */
  undecided: 2,
  /** Usage or configuration, matching no check included. */
  usage: 3,
  /** Ended by Ctrl-C, as shells count it (128 + SIGINT). */
  interrupted: 130,
} as const

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]
