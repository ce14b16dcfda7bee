/** A mutant that no test can notice. */
export type Equivalent = {
  readonly file: string
  readonly from: string
  readonly to: string
  readonly because: string
}

export const equivalents: readonly Equivalent[] = []
