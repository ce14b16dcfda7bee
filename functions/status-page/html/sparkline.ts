import type { ShownReading } from '../facts.ts'
import { latencyWords } from '../words.ts'
import { type Html, html } from './hypertext.ts'
import { nothing } from './markup.ts'

const width = 80
const height = 18

/** Draws the latencies of the latest readings, with the last one in words beside it. */
export function sparkline(readings: readonly ShownReading[]): Html {
  const values = readings.flatMap(({ timings }) => (timings === null ? [] : [timings.totalMs]))
  const last = values.at(-1)
  if (last === undefined) return nothing
  const most = Math.max(...values)
  const words = latencyWords(last)
  const label = `Latency of the last ${values.length} readings: at most ${latencyWords(most)}`
  const points = values.map((value, index) => `${xOf(index, values.length)},${yOf(value, most)}`).join(' ')
  return html`<span class="latency"><svg class="spark" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${label}"><polyline points="${points}" fill="none" stroke="currentColor" stroke-width="1.5"/></svg> ${words}</span>`
}

const xOf = (index: number, count: number): string => ((index / Math.max(1, count - 1)) * (width - 2) + 1).toFixed(1)
const yOf = (value: number, most: number): string =>
  (height - 1 - (most === 0 ? 0 : (value / most) * (height - 2))).toFixed(1)
