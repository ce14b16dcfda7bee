/** A mutant that behaves like the original, so that no test can find it. */
export type Equivalent = {
  readonly file: string
  readonly from: string
  readonly to: string
  readonly because: string
}

/** Names the equivalents of one file that have one reason. */
export const equivalentsIn = (
  file: string,
  because: string,
  changes: readonly (readonly [from: string, to: string])[],
): readonly Equivalent[] => changes.map(([from, to]) => ({ file, from, to, because }))
