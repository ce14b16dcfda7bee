import { createHash } from 'node:crypto'
import { instantOf } from '../../core/alerting/messages/instant.ts'
import type { StatusView } from '../view.ts'
import { attentionSection } from './attention.ts'
import { checkTable, summary } from './checks.ts'
import { expirySection } from './expiries.ts'
import { type Html, html, raw } from './hypertext.ts'
import { conditionsSection } from './incidents.ts'
import type { PageSurroundings } from './markup.ts'
import { rotationsSection } from './rotations.ts'
import { banner } from './shell.ts'
import { pageStyle } from './style.ts'

/** Policy of a report: its own style and nothing else, wherever the file is opened. */
const policy = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(pageStyle).digest('base64')}'`

/** Checks of one report. A file of more would not open on a phone. */
const mostChecks = 5_000

/** Writes the whole view as one file that needs nothing else: no script, no link to the console. */
export function statusReport(view: StatusView): Html {
  const surroundings: PageSurroundings = { nowMs: view.nowMs, isLive: false, canAct: false }
  const checks = view.checks.slice(0, mostChecks)
  const rest = view.checks.length - checks.length
  return filePage(
    { title: view.deployment, at: view.at },
    html`${banner({ view, ageMs: view.nowMs - view.at, trouble: null })}${summary(view, surroundings)}
${attentionSection(view, surroundings)}${conditionsSection(view, surroundings)}
<section aria-labelledby="checks"><h2 id="checks">Checks <span class="count">${view.checks.length}</span></h2>
${checks.length === 0 ? html`<p>This deployment has no checks.</p>` : checkTable(checks, view, surroundings)}${rest > 0 ? html`<p>${rest} more are not in this file.</p>` : ''}</section>
${expirySection(view, surroundings)}${view.rotations.length === 0 ? '' : rotationsSection(view, surroundings)}`,
  )
}

/** Writes a page that is one file: its style is inside, and nothing else may be loaded. */
export function filePage({ title, at }: { readonly title: string; readonly at: number }, content: Html): Html {
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="content-security-policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
<title>${title}, ${instantOf(at)}: Tokenwatch</title><style>${raw(pageStyle)}</style></head>
<body><header><h1>Tokenwatch <span>${title}, ${instantOf(at)}</span></h1></header>
<main>${content}</main></body></html>`
}
