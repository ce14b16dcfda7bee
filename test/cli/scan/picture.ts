import { timeline } from '../../../cli/scan/report/timeline.ts'
import { type FindingKind, findingTitles } from '../../../cli/scan/scan-finding.ts'
import type { ScanReport } from '../../../cli/scan/scan-report.ts'

const rowHeight = 24
const width = 960

const tones: Readonly<Partial<Record<FindingKind, string>>> = {
  dead: '#dc2626',
  expiring: '#d97706',
  shared_across_environments: '#d97706',
}

const escaped = (text: string): string => text.replace(/[&<>"]/g, (letter) => `&#${letter.charCodeAt(0)};`)

/** Draws a report as one picture: its findings, worst first, above its expiries. */
export async function pictureOf(report: ScanReport): Promise<string> {
  const drawn = /<svg viewBox="0 0 960 (\d+)"[^>]*>([\s\S]*)<\/svg>/.exec(String(await timeline(report)))
  const [, below = '0', line = ''] = drawn ?? []
  const rows = report.findings.map(({ kind, place, title }, index) =>
    rowOf(kind, `${place.replace('eu-west-1 ', '')}${title === null ? '' : `: ${title}`}`, index),
  )
  const top = 56 + rows.length * rowHeight
  const height = top + Number(below) + 24
  const { secrets, recognised, asked, alive } = report.counts
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="system-ui, sans-serif" font-size="13" fill="#1f2937" role="img" aria-label="A report of tokenwatch scan">
<style>.axis{stroke:#d1d5db}.soon{fill:#dc2626}.near{fill:#d97706}.later{fill:#15803d}</style>
<rect width="${width}" height="${height}" rx="8" fill="#f9fafb"/>
<text x="16" y="30" font-size="17" font-weight="600">${secrets} secrets, ${recognised} credentials recognised, ${asked} asked, ${alive} alive</text>
${rows.join('\n')}
<g transform="translate(16 ${top + 8})">${line.trim()}</g>
</svg>
`
}

function rowOf(kind: FindingKind, text: string, index: number): string {
  const y = 56 + index * rowHeight
  return `<rect x="16" y="${y - 12}" width="8" height="16" rx="2" fill="${tones[kind] ?? '#6b7280'}"/><text x="34" y="${y}"><tspan font-weight="600">${escaped(findingTitles[kind])}</tspan> ${escaped(text)}</text>`
}
