import type { Tokens } from '../../stack/canary/tokens.ts'

/** Output of one run by its destination. */
export type Sinks = ReadonlyMap<string, string>

/** A way through the product on which things fail, with tokens that nothing may repeat. */
export type LeakRoute = {
  readonly path: string
  /** Drives it with these tokens. `mark` stands in names that may be printed, so that an empty sink is noticed. */
  drive(tokens: Tokens, mark: string): Promise<Sinks>
  /** Reason for which two runs with other tokens need not be equal; absent where they have to be. */
  readonly varies?: string
}
