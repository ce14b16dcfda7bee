/** One line of the bench's table. */
export type BenchRow = {
  readonly what: string
  readonly figure: string
  /** The number to hold, in words; empty where there is none. */
  readonly bar: string
  readonly met: boolean | null
  /** A figure that other machines have, too: two sides that were measured in turns. `npm run bench:guard` compares it. */
  readonly ratio?: MeasuredRatio
}

export type MeasuredRatio = { readonly value: number; readonly better: 'lower' | 'higher' }

/** Unit of a ratio. */
const times = 'x'

/** A figure that must not be above its bar. */
export function atMost(what: string, value: number, limit: number, unit: string): BenchRow {
  const row = { what, figure: spell(value, unit), bar: `<= ${limit} ${unit}`, met: value <= limit }
  return unit === times ? { ...row, ratio: { value, better: 'lower' } } : row
}

/** A figure that must not be below its bar. */
export function atLeast(what: string, value: number, limit: number, unit: string): BenchRow {
  const row = { what, figure: spell(value, unit), bar: `>= ${limit} ${unit}`, met: value >= limit }
  return unit === times ? { ...row, ratio: { value, better: 'higher' } } : row
}

/** Figure without a bar. */
export function noted(what: string, value: number, unit: string): BenchRow {
  return { what, figure: spell(value, unit), bar: '', met: null }
}

/** Returns a row without a figure, with the reason. */
export function missing(what: string, why: string): BenchRow {
  return { what, figure: why, bar: '', met: null }
}

/** Three significant digits. */
function spell(value: number, unit: string): string {
  const digits = value >= 100 || Number.isInteger(value) ? 0 : value >= 10 ? 1 : 2
  return `${value.toFixed(digits)} ${unit}`
}
