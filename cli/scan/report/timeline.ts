import { html } from '../../../functions/status-page/html/hypertext.ts'
import type { ScanReport } from '../scan-report.ts'

type Html = ReturnType<typeof html>

const dayMs = 86_400_000
/** Days that the line shows. What ends later stands at its right end. */
const shownDays = 365
const [left, right, rowHeight, top] = [250, 920, 18, 26]
/** Credentials that it shows, the first to end first. */
const mostRows = 40

/** Draws when each credential ends, the next one first: nothing for a report without an expiry. */
export function timeline({ credentials, at }: ScanReport): Html {
  const nowMs = Date.parse(at)
  const ending = credentials
    .flatMap(({ place, title, expiresAt }) =>
      expiresAt === null || expiresAt === 'never' ? [] : [{ place, title, endMs: Date.parse(expiresAt) }],
    )
    .toSorted((one, other) => one.endMs - other.endMs)
  if (ending.length === 0) return html``
  const rows = ending.slice(0, mostRows)
  const height = top + rows.length * rowHeight + 10
  return html`<h2>Expiries ahead</h2>
<svg viewBox="0 0 960 ${height}" role="img" aria-label="When each credential ends">
${[0, 30, 90, 180, 365].map((days) => html`<line class="axis" x1="${xOf(days)}" x2="${xOf(days)}" y1="18" y2="${height}"></line><text x="${xOf(days)}" y="12" text-anchor="middle">${days === 0 ? 'now' : `${days} d`}</text>`)}
${rows.map(({ place, title, endMs }, index) => {
  const days = (endMs - nowMs) / dayMs
  const y = top + index * rowHeight + 8
  const tone = days <= 7 ? 'soon' : days <= 30 ? 'near' : 'later'
  return html`<text x="0" y="${y + 4}">${shortened(place)}</text><circle class="${tone}" cx="${xOf(days)}" cy="${y}" r="5"><title>${place}, ${title}: ${new Date(endMs).toISOString().slice(0, 10)}</title></circle>`
})}
</svg>
${ending.length > rows.length ? html`<p>and ${ending.length - rows.length} more, in the table below</p>` : ''}`
}

const shortened = (text: string): string => (text.length <= 34 ? text : `${text.slice(0, 33)}…`)

const xOf = (days: number): number =>
  Math.round(left + ((right - left) * Math.min(shownDays, Math.max(0, days))) / shownDays)
