import { instantOf } from '../../core/alerting/messages/instant.ts'
import { formatDuration } from '../../core/model/duration.ts'
import type { StatusView } from '../view.ts'
import { type Html, html } from './hypertext.ts'

/** Assets of a live page, by address. Each address holds the hash of its content. */
export type Assets = { readonly style: string; readonly script: string }

/** State of the console that surrounds a page. */
export type ShellState = {
  /** Name of the deployment; also known before its first facts. */
  readonly deployment: string
  /** `null` before the first facts. */
  readonly view: StatusView | null
  /** Milliseconds since the facts were read, by a clock that never jumps. */
  readonly ageMs: number
  /** Sentence that says why the last look failed; `null` if it did not. */
  readonly trouble: string | null
  readonly assets: Assets
}

export type PagePart = {
  readonly title: string
  /** Path of the page in the navigation; `null` for a page without one. */
  readonly path: string | null
  /** Part that a person fills in: it is not replaced while they look. */
  readonly fixed?: Html
  /** Part that is replaced with every change. */
  readonly live: Html
}

const places: readonly (readonly [path: string, name: string])[] = [
  ['/', 'Overview'],
  ['/checks', 'Checks'],
  ['/expiries', 'Expiries'],
  ['/incidents', 'Incidents'],
  ['/rotations', 'Rotations'],
  ['/inventory', 'Inventory'],
]

/** Writes a whole page. It reloads by itself twice a minute without JavaScript, and follows every change with it. */
export function shell({ title, path, fixed, live }: PagePart, state: ShellState): Html {
  const { deployment, view, assets } = state
  const all = view !== null && view.faults.length > 0 ? [...places, ['/lab', 'Lab'] as const] : places
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}: ${deployment}, Tokenwatch</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${assets.style}">
<script src="${assets.script}" defer></script>
${path === null ? '' : html`<noscript><meta http-equiv="refresh" content="30"></noscript>`}
</head>
<body data-age="${Math.round(state.ageMs)}"${path === null ? '' : html` data-live="yes"`}>
<a class="skip" href="#main">Skip to the content</a>
<header><h1>Tokenwatch <span>${deployment}</span></h1>
<nav aria-label="Views"><ul>${all.map(([to, name]) => html`<li><a href="${to}"${to === path ? html` aria-current="page"` : ''}>${name}</a></li>`)}</ul></nav></header>
<p id="link" role="status" class="trouble" hidden></p>
<main id="main">${fixed ?? ''}<div id="live">${banner(state)}${live}</div></main>
<footer><a href="/export">Report as one file</a> <a href="/export?redacted=yes">without names and details</a> <a href="/feed.json">JSON</a> <a href="/metrics">Prometheus</a></footer>
</body>
</html>`
}

/** Writes how old the data is, and everything that makes it less than the whole truth. */
export function banner({ view, ageMs, trouble }: Pick<ShellState, 'view' | 'ageMs' | 'trouble'>): Html {
  const problems = [
    ...(trouble === null ? [] : [`Not connected to the deployment: ${trouble}`]),
    ...(view?.monitor ?? []).map((line) => `The monitor itself is in trouble: ${line}`),
    ...(view?.unread ?? []).map((line) => `Not everything could be read: ${line}`),
  ]
  const age = html`<span id="age" data-age="${Math.round(ageMs)}">${formatDuration(ageMs / 1_000)}</span>`
  return html`${problems.map((line) => html`<p class="trouble" role="alert">${line}</p>`)}
<p class="asof">${view === null ? 'Nothing was read yet.' : html`As of ${instantOf(view.at)}, ${age} ago.`}</p>`
}
