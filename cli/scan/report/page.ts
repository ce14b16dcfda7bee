import { createHash } from 'node:crypto'
import { html, raw } from '../../../functions/status-page/html/hypertext.ts'
import { findingKinds, findingTitles, type ScanFinding } from '../scan-finding.ts'
import type { ReportedCredential, ScanReport } from '../scan-report.ts'
import { timeline } from './timeline.ts'

type Html = ReturnType<typeof html>

/**
 * Renders a report as one page that loads nothing: every text is escaped, there is no script, and its policy allows its own style alone.
 */
export async function scanPage(report: ScanReport): Promise<string> {
  const hash = createHash('sha256').update(style).digest('base64')
  const policy = `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="content-security-policy" content="${policy}">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Tokenwatch scan of ${report.scanned}</title>
<style>${raw(style)}</style>
</head>
<body>
<header><h1>Tokenwatch scan</h1><p>${report.scanned}, ${report.at.slice(0, 16).replace('T', ' ')} UTC</p></header>
${numbers(report)}
${timeline(report)}
${changes(report)}
${findingKinds.map((kind) => section(kind, report))}
${gaps(report)}
<h2>Credentials</h2>
<table><thead><tr><th>Place</th><th>What</th><th>Environment</th><th>Owner</th><th>Standing</th><th>Expires</th></tr></thead>
<tbody>${report.credentials.map(row)}</tbody></table>
</body>
</html>
`
  return String(await page)
}

function numbers({ counts, interrupted, offline }: ScanReport): Html {
  const cells: readonly (readonly [string, number])[] = [
    ['secrets', counts.secrets],
    ['credentials recognised', counts.recognised],
    ['asked', counts.asked],
    ['alive', counts.alive],
    ['not read', counts.unread],
    ['not recognised', counts.notRecognised],
  ]
  return html`<dl>${cells.map(([name, count]) => html`<div><dt>${name}</dt><dd>${count}</dd></div>`)}</dl>
${interrupted ? html`<p class="note">The scan was stopped early. What was not asked by then is listed so.</p>` : ''}
${offline ? html`<p class="note">Nobody was asked (--offline). Nothing here is proof that a credential lives.</p>` : ''}`
}

function section(kind: ScanFinding['kind'], { findings }: ScanReport): Html {
  const all = findings.filter((finding) => finding.kind === kind)
  if (all.length === 0) return html``
  return html`<h2 class="${kind}">${findingTitles[kind]} <small>${all.length}</small></h2>
<ul>${all.map(item)}</ul>`
}

function item({ place, fields, title, because, evidence, todo }: ScanFinding): Html {
  return html`<li><b>${place}${fields.length === 0 ? '' : ` (${fields.join(', ')})`}</b> ${title === null ? '' : `${title}: `}${because}
${evidence.map((one) => html`<small>${one}</small>`)}<small>Do: ${todo}</small></li>`
}

function row({
  place,
  fields,
  title,
  confidence,
  environment,
  owner,
  standing,
  reason,
  expiresAt,
}: ReportedCredential): Html {
  return html`<tr class="${standing ?? 'none'}">
<th scope="row">${place}${fields.length === 0 ? '' : html`<small>${fields.join(', ')}</small>`}</th>
<td>${title}<small>${confidence}</small></td><td>${environment ?? ''}</td><td>${owner ?? ''}</td>
<td><span class="standing">${standing ?? 'not asked'}</span><small>${reason ?? ''}</small></td><td>${expiresAt?.slice(0, 10) ?? ''}</td>
</tr>`
}

function changes({ changes: all }: ScanReport): Html {
  if (all === null) return html``
  return html`<h2>Since the last scan</h2>
${all.length === 0 ? html`<p>Nothing changed.</p>` : html`<ul>${all.map(({ place, what }) => html`<li><b>${place}</b> ${what}</li>`)}</ul>`}`
}

function gaps({ gaps: missing, notes }: ScanReport): Html {
  const all = [...missing, ...notes]
  return all.length === 0 ? html`` : html`<h2>Not seen</h2><ul>${all.map((gap) => html`<li>${gap}</li>`)}</ul>`
}

const style = `
:root { color-scheme: light dark; --line: color-mix(in srgb, currentColor 15%, transparent) }
body { font: 15px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 72rem; padding: 1.5rem }
header { display: flex; align-items: baseline; gap: 1rem } h1 { font-size: 1.25rem; margin: 0 }
h2 { font-size: 1.05rem; margin: 2rem 0 .4rem } h2.dead, h2.broken { color: #dc2626 } h2.expiring, h2.over_scoped, h2.shared_across_environments { color: #b45309 }
dl { display: flex; flex-wrap: wrap; gap: 1.5rem; margin: 1rem 0 } dt { font-size: .8rem; opacity: .7 } dd { margin: 0; font-size: 1.4rem }
ul { list-style: none; padding: 0 } li { padding: .35rem 0; border-bottom: 1px solid var(--line); overflow-wrap: anywhere }
table { border-collapse: collapse; width: 100% }
th, td { text-align: left; padding: .4rem .8rem .4rem 0; border-bottom: 1px solid var(--line); vertical-align: top; font-weight: normal; overflow-wrap: anywhere }
thead th { font-size: .8rem; opacity: .7 } small { display: block; opacity: .7; font-size: .85rem } h2 small { display: inline }
.standing { border-radius: 1rem; padding: .1rem .6rem; color: #fff; background: #6b7280 }
.valid .standing { background: #15803d } .invalid .standing { background: #b91c1c } .misconfigured .standing { background: #a16207 }
.note { border-left: 3px solid #b45309; padding-left: .8rem }
svg { width: 100%; height: auto; max-height: 30rem } svg text { font: 11px system-ui, sans-serif; fill: currentColor }
svg .axis { stroke: var(--line) } svg .soon { fill: #dc2626 } svg .near { fill: #d97706 } svg .later { fill: #15803d }
`
