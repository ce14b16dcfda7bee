import type { MeasuredRatio } from './row.ts'

/** Ratios by bench and by the words of their row. */
export type Ratios = Readonly<Record<string, Readonly<Record<string, MeasuredRatio>>>>

/** Outcome of one ratio. A kept one that was not measured is no good news, nor is a measured one that nobody has kept. */
export type GuardedRatio = {
  readonly bench: string
  readonly what: string
  readonly kept: number | null
  readonly measured: number | null
  readonly outcome: 'held' | 'worse' | 'not measured' | 'not kept'
}

/** Part by which a ratio may be worse than the kept one. From run to run, ratios of an idle machine move by a tenth. */
const tolerance = 0.25

/** Compares measured ratios with the kept ones, in the order of the kept ones. */
export function guardRatios(kept: Ratios, measured: Ratios): readonly GuardedRatio[] {
  const names = (ratios: Ratios) =>
    Object.entries(ratios).flatMap(([bench, rows]) => Object.keys(rows).map((what) => ({ bench, what })))
  const unkept = names(measured).filter(({ bench, what }) => kept[bench]?.[what] === undefined)
  return [...names(kept), ...unkept].map(({ bench, what }) => {
    const [before, now] = [kept[bench]?.[what], measured[bench]?.[what]]
    return { bench, what, kept: before?.value ?? null, measured: now?.value ?? null, outcome: outcomeOf(before, now) }
  })
}

function outcomeOf(kept: MeasuredRatio | undefined, measured: MeasuredRatio | undefined): GuardedRatio['outcome'] {
  if (measured === undefined) return 'not measured'
  if (kept === undefined) return 'not kept'
  const part = kept.better === 'lower' ? measured.value / kept.value : kept.value / measured.value
  // A ratio that is no number holds nothing.
  return part <= 1 + tolerance ? 'held' : 'worse'
}

/** Returns the better of two measurements of the same ratio. */
export function betterRatio(one: MeasuredRatio, other: MeasuredRatio | undefined): MeasuredRatio {
  if (other === undefined) return one
  const isBetter = one.better === 'lower' ? one.value <= other.value : one.value >= other.value
  return isBetter ? one : other
}
