import { html, raw } from 'hono/html'
import { metricNames, spellMetric } from '../measures/metric.ts'
import type { Journal, Second } from './journal.ts'
import { reasonWords } from './words.ts'

/** A run as one file without a network: verdict, timeline, charts, figures. */
export async function htmlOf({ experiment, start, tokenwatch }: Journal): Promise<string> {
  const { verdict, verdictReasons, timeline, measured, seconds, fault, variant, expected, target } = tokenwatch
  const page = await html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${experiment.title}: ${verdict}</title>
<meta name="viewport" content="width=device-width"><style>${raw(style)}</style></head><body>
<h1>${experiment.title}</h1><p class="verdict ${verdict}">${verdict}</p>
<p>${experiment.description}</p>
<p><code>${fault}</code> ${variant} against ${target}, ${start}. A good client: ${expected}.</p>
<ul>${verdictReasons.map((reason) => html`<li>${reasonWords(reason)}</li>`)}</ul>
<h2>Calls a second, broken arm</h2>${chart(seconds, ({ fault: { ok, degraded, failed } }) => [ok, degraded, failed])}
<h2>Calls a second, control arm</h2>${chart(seconds, ({ control: { ok, degraded, failed } }) => [ok, degraded, failed])}
<h2>Requests a second at the API, broken arm</h2>${chart(seconds, ({ fault: { requests } }) => [requests, 0, 0])}
<p class="key"><b class="ok">ok</b> <b class="degraded">degraded</b> <b class="failed">failed</b>; the line is the injection</p>
<h2>Timeline</h2><table>${timeline.map(({ at, event, note }) => html`<tr><td>${at}</td><td>${event}</td><td>${note}</td></tr>`)}</table>
<h2>Figures</h2><table>${metricNames.map((name) => {
    const value = measured?.metrics[name] ?? null
    return value === null ? '' : html`<tr><td>${name}</td><td>${spellMetric(name, value)}</td></tr>`
  })}</table>
</body></html>`
  return `${page}\n`
}

const [width, height, gap] = [720, 140, 1]

/** Stacked bars, a second each. Only numbers of ours go in. */
function chart(seconds: readonly Second[], pick: (second: Second) => readonly [number, number, number]) {
  const bars = seconds.map((second) => ({ at: second.at, parts: pick(second) }))
  const highest = Math.max(1, ...bars.map(({ parts }) => parts.reduce((sum, part) => sum + part, 0)))
  const wide = width / Math.max(1, bars.length)
  const drawn = bars.flatMap(({ parts }, index) => {
    let bottom = height
    return parts.map((part, kind) => {
      const tall = (part / highest) * height
      bottom -= tall
      const box = `x="${(index * wide).toFixed(1)}" y="${bottom.toFixed(1)}" width="${Math.max(1, wide - gap).toFixed(1)}" height="${tall.toFixed(1)}"`
      return `<rect class="${['ok', 'degraded', 'failed'][kind]}" ${box}/>`
    })
  })
  const injectedAt = bars.findIndex(({ at }) => at >= 0) * wide
  const line = `<line x1="${injectedAt.toFixed(1)}" x2="${injectedAt.toFixed(1)}" y1="0" y2="${height}"/>`
  return raw(`<svg viewBox="0 0 ${width} ${height}" role="img">${drawn.join('')}${line}</svg>`)
}

const style = `body{font:15px/1.5 system-ui,sans-serif;max-width:760px;margin:2rem auto;padding:0 1rem;color:#1d2430}
h1{font-size:1.4rem}h2{font-size:1rem;margin-top:2rem}td{padding:.15rem .8rem .15rem 0;vertical-align:top}
.verdict{display:inline-block;padding:.2rem .7rem;border-radius:4px;color:#fff;background:#a33}
.verdict.resilient{background:#267a44}.verdict.inconclusive,.verdict.not-ready,.verdict.aborted{background:#666}
svg{width:100%;background:#f4f5f7}rect.ok,b.ok{fill:#3d9a5f;color:#267a44}rect.degraded,b.degraded{fill:#d9a400;color:#8a6900}
rect.failed,b.failed{fill:#c23b3b;color:#a33}line{stroke:#1d2430;stroke-dasharray:4 3}`
