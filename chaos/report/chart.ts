import { raw } from 'hono/html'

/** One bar: its parts from below, and what a reader who points at it is told. */
export type Bar = { readonly parts: readonly (readonly [kind: string, value: number])[]; readonly says: string }

const [width, height, gap, margin] = [720, 140, 1, 36]

/** Stacked bars with a scale, as SVG; `lineAt` is the bar before which a dashed line stands. Only numbers and words of ours go in. */
export function chart(
  bars: readonly Bar[],
  options: { readonly lineAt?: number; readonly from?: string; readonly to?: string } = {},
) {
  const { lineAt, from = '', to = '' } = options
  const totals = bars.map(({ parts }) => parts.reduce((sum, [, value]) => sum + value, 0))
  const highest = Math.max(1, ...totals)
  const wide = (width - margin) / Math.max(1, bars.length)
  const placeOf = (index: number) => margin + index * wide
  const drawn = bars.map((bar, index) => stacked(bar, { x: placeOf(index), wide, highest }))
  const line =
    lineAt === undefined || lineAt < 0
      ? ''
      : `<line x1="${placeOf(lineAt).toFixed(1)}" x2="${placeOf(lineAt).toFixed(1)}" y1="0" y2="${height}"/>`
  const scale = [
    `<text x="${margin - 4}" y="10" text-anchor="end">${Number(highest.toFixed(2))}</text>`,
    `<text x="${margin - 4}" y="${height}" text-anchor="end">0</text>`,
    `<text x="${margin}" y="${height + 14}">${from}</text>`,
    `<text x="${width}" y="${height + 14}" text-anchor="end">${to}</text>`,
  ]
  return raw(`<svg viewBox="0 0 ${width} ${height + 18}" role="img">${drawn.join('')}${line}${scale.join('')}</svg>`)
}

type Place = { readonly x: number; readonly wide: number; readonly highest: number }

function stacked({ parts, says }: Bar, { x, wide, highest }: Place): string {
  let bottom = height
  const boxes = parts.map(([kind, value]) => {
    const tall = (value / highest) * height
    bottom -= tall
    return `<rect class="${kind}" x="${x.toFixed(1)}" y="${bottom.toFixed(1)}" width="${Math.max(1, wide - gap).toFixed(1)}" height="${tall.toFixed(1)}"/>`
  })
  return `<g><title>${says}</title>${boxes.join('')}</g>`
}
