/** A mutant that behaves like the original, so that no test can find it. */
export type Equivalent = {
  readonly file: string
  readonly from: string
  readonly to: string
  readonly because: string
}

export const equivalents: readonly Equivalent[] = []
