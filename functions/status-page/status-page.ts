import { html, raw } from 'hono/html'
import type { StatusEvent, StatusRow, StatusView } from './status-view.ts'
import { clockWords, expiryWords, latencyWords, reasonWords, scopeWords } from './words.ts'

type Html = ReturnType<typeof html>

/** Renders the whole page. `nonce` allows its own style and script. */
export function statusPage(view: StatusView, nonce: string): Html {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${view.deployment}: Tokenwatch</title>
<style nonce="${nonce}">${raw(style)}</style>
</head>
<body>
<header><h1>Tokenwatch</h1><p>${view.deployment}</p></header>
<main id="status">${statusFragment(view)}</main>
<script nonce="${nonce}">${raw(script)}</script>
</body>
</html>`
}

/** Renders the part that changes, the table and the events. It is sent again with every change. */
export function statusFragment({ rows, events, at }: StatusView): Html {
  return html`<table>
<caption>${summary(rows)}, as of <time>${clockWords(at)}</time> UTC</caption>
<thead><tr><th>Check</th><th>Standing</th><th>Reason</th><th>Latency</th><th>Scopes</th><th>Expires</th></tr></thead>
<tbody>${rows.map((row) => rowFragment(row, at))}</tbody>
</table>
<h2>Events</h2>
<ol>${events.toReversed().map(eventFragment)}</ol>`
}

function rowFragment(row: StatusRow, nowMs: number): Html {
  return html`<tr class="${row.standing ?? 'pending'}">
<th scope="row">${row.check}<small>${row.impact}</small></th>
<td><span class="standing">${row.standing ?? 'waiting'}</span></td>
<td title="${row.shown ?? ''}">${reasonWords(row)}</td>
<td>${latencyWords(row)}</td>
<td>${scopeWords(row)}</td>
<td>${expiryWords(row, nowMs)}</td>
</tr>`
}

function eventFragment({ at, kind, text }: StatusEvent): Html {
  return html`<li class="${kind}"><time>${clockWords(at)}</time> <b>${kind}</b> ${text}</li>`
}

function summary(rows: readonly StatusRow[]): string {
  const judged = rows.filter((row) => row.standing !== null)
  const valid = judged.filter((row) => row.standing === 'valid')
  return `${valid.length} of ${rows.length} valid`
}

const style = `
:root { color-scheme: light dark; --line: color-mix(in srgb, currentColor 15%, transparent) }
body { font: 15px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 72rem; padding: 1.5rem }
header { display: flex; align-items: baseline; gap: 1rem }
h1 { font-size: 1.25rem; margin: 0 } h2 { font-size: 1rem; margin: 2rem 0 .5rem }
table { border-collapse: collapse; width: 100% } caption { text-align: left; padding: .5rem 0; opacity: .8 }
th, td { text-align: left; padding: .45rem .8rem .45rem 0; border-bottom: 1px solid var(--line); vertical-align: top; font-weight: normal }
thead th { font-size: .8rem; opacity: .7 } tbody th { font-family: ui-monospace, monospace }
small { display: block; opacity: .65; font: .85rem system-ui, sans-serif }
.standing { border-radius: 1rem; padding: .1rem .6rem; color: #fff; background: #6b7280 }
.valid .standing { background: #15803d } .invalid .standing { background: #b91c1c }
.misconfigured .standing { background: #a16207 } .unknown .standing { background: #475569 }
ol { list-style: none; padding: 0; font-family: ui-monospace, monospace; font-size: .85rem }
li.page b { color: #dc2626 } li.notice b { color: #b45309 } li.rotation b { color: #2563eb } time { opacity: .7 }
`

const script = `
const status = document.getElementById('status')
new EventSource('events').addEventListener('status', (event) => { status.innerHTML = event.data })
`
