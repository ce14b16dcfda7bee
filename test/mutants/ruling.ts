import type { Equivalent } from './equivalents/equivalent.ts'

/** A changed expression, as one line. */
export type Mutant = { readonly place: string; readonly file: string; readonly from: string; readonly to: string }

export type MutantCount = {
  readonly alive: readonly Mutant[]
  /** Mutants that were tried, killed ones included. */
  readonly counted: number
  readonly leastKilled: number
}

/** Rules on a run: enough mutants were tried and killed, and each survivor is a named equivalent. */
export function ruleOn({ alive, counted, leastKilled }: MutantCount, equivalents: readonly Equivalent[]) {
  const survivors = alive.map((mutant) => ({ ...mutant, because: reasonFor(mutant, equivalents) }))
  const unnamed = survivors.filter(({ because }) => because === null).length
  // A run without mutants proves nothing.
  const share = counted === 0 ? 0 : 100 * (1 - alive.length / counted)
  return { survivors, unnamed, share, passes: unnamed === 0 && share >= leastKilled }
}

function reasonFor({ file, from, to }: Mutant, equivalents: readonly Equivalent[]): string | null {
  return equivalents.find((one) => one.file === file && one.from === from && one.to === to)?.because ?? null
}
