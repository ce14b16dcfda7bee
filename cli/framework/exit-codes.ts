/**
 * Exit codes of all commands. `gate` and `check` use all of them, because a pipeline has to know "no" from "cannot tell".
 */
export const exitCodes = {
  /** Yes; or done. */
  ok: 0,
  /** No: a credential is bad, or expires too soon. */
  refused: 1,
  /** Cannot tell, or could not be done: fails closed. Includes a change that nobody agreed to. */
  undecided: 2,
  /** Wrong usage or configuration, including a selection that matches no check. */
  usage: 3,
  /** Error of the tool itself in a command whose 2 is a verdict about somebody else's service. */
  toolError: 7,
  /** Stopped by Ctrl-C: 128 + SIGINT, as in shells. */
  interrupted: 130,
} as const

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]
