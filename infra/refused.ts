import { formatProblem, type Problem } from '../functions/config/problems.ts'

/** A request of the config that the stack cannot fulfil. The message names the way out. */
export class Refused extends Error {
  override readonly name = 'Refused'
  readonly problem: Problem

  /** `field` is its path in the check, or else in the config. */
  constructor(field: string, message: string, check: string | null = null) {
    const problem = { check, field, message }
    super(formatProblem('', problem))
    this.problem = problem
  }
}
