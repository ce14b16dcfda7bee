import { html } from 'hono/html'

/** One bar: its parts from bottom to top, and its tooltip. */
export type Bar = { readonly parts: readonly (readonly [kind: string, value: number])[]; readonly title: string }

export type ChartScale = {
  /** Places of dashed lines, in bars from the left, with the words of their tooltips. */
  readonly lines?: readonly (readonly [at: number, words: string])[]
  /** Labels below the first and the last bar. */
  readonly from?: string
  readonly to?: string
}

const [width, height, gap, margin] = [720, 140, 1, 36]

/** Draws stacked bars with a scale, as SVG. All texts are escaped. */
export function chart(bars: readonly Bar[], { lines = [], from = '', to = '' }: ChartScale = {}) {
  const totals = bars.map(({ parts }) => parts.reduce((sum, [, value]) => sum + value, 0))
  const highest = Math.max(1, ...totals)
  const barWidth = (width - margin) / Math.max(1, bars.length)
  const xOf = (index: number) => margin + index * barWidth
  const drawn = lines.map(([at, words]) => {
    const x = xOf(at).toFixed(1)
    return html`<g><title>${words}</title><line x1="${x}" x2="${x}" y1="0" y2="${height}"/></g>`
  })
  return html`<svg viewBox="0 0 ${width} ${height + 18}" role="img">
${bars.map((bar, index) => stackedBar(bar, { x: xOf(index), barWidth, highest }))}${drawn}
<text x="${margin - 4}" y="10" text-anchor="end">${Number(highest.toFixed(2))}</text>
<text x="${margin - 4}" y="${height}" text-anchor="end">0</text>
<text x="${margin}" y="${height + 14}">${from}</text>
<text x="${width}" y="${height + 14}" text-anchor="end">${to}</text></svg>`
}

type Place = { readonly x: number; readonly barWidth: number; readonly highest: number }

function stackedBar({ parts, title }: Bar, { x, barWidth, highest }: Place) {
  let y = height
  const boxes = parts.map(([kind, value]) => {
    const boxHeight = (value / highest) * height
    y -= boxHeight
    return html`<rect class="${kind}" x="${x.toFixed(1)}" y="${y.toFixed(1)}" width="${Math.max(1, barWidth - gap).toFixed(1)}" height="${boxHeight.toFixed(1)}"/>`
  })
  return html`<g><title>${title}</title>${boxes}</g>`
}
