import { once } from 'node:events'
import { createServer } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { Hono } from 'hono'
import { html, raw } from 'hono/html'
import { portOf } from '../../local/loopback.ts'
import { demandLoopback } from '../controller/guard.ts'
import type { LiveFigures } from '../trial/live.ts'
import type { TimelineEntry } from '../trial/timeline.ts'
import { style } from './style.ts'

/** A page on loopback that shows a run while it goes on. It holds names and numbers only. */
export type LivePage = {
  readonly url: string
  event(entry: TimelineEntry): void
  figures(figures: LiveFigures): void
  close(): Promise<void>
}

/** Asks for the state once a second and writes it as text, so that nothing in it can become markup. */
const script = `
const cell = (row, text, kind = '') => { const td = row.insertCell(); td.textContent = text; td.className = kind }
const shown = (value) => value === null ? 'not yet' : Number(value).toFixed(2)
async function show() {
  const { events, live } = await (await fetch('/state')).json()
  const timeline = document.querySelector('#timeline'); timeline.replaceChildren()
  for (const { at, event, note } of events) { const row = timeline.insertRow(); cell(row, at); cell(row, event); cell(row, note) }
  if (live === null) return
  document.querySelector('#phase').textContent =
    live.phase + ', second ' + Math.floor(live.second) + ' of ' + Math.ceil(live.seconds) + ': ' + live.failed + ' of ' + live.calls + ' calls failed'
  const figures = document.querySelector('#figures'); figures.replaceChildren()
  for (const { metric, value, limit, isKept } of live.figures) {
    const row = figures.insertRow(); cell(row, metric); cell(row, shown(value))
    cell(row, (limit.min === undefined ? '' : 'at least ' + limit.min) + (limit.max === undefined ? '' : ' at most ' + limit.max))
    cell(row, isKept === false ? 'broken' : isKept === null ? '' : 'kept', isKept === false ? 'failed' : 'ok')
  }
}
show(); setInterval(() => show().catch(() => {}), 1000)`

/** Starts the page. 0 takes a free port. */
export async function startLivePage(title: string, port: number): Promise<LivePage> {
  const events: TimelineEntry[] = []
  let live: LiveFigures | null = null
  const app = new Hono()
  app.use(demandLoopback)
  app.get('/state', (context) => context.json({ events, live }))
  app.get('/', (context) =>
    context.html(html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${title}</title><style>${raw(style)}</style></head><body>
<h1>${title}</h1><p id="phase">waiting for the fault</p>
<h2>Figures beside the limits of this fault</h2><table id="figures"></table>
<h2>Timeline</h2><table id="timeline"></table><script>${raw(script)}</script></body></html>`),
  )
  const server = createServer(getRequestListener(app.fetch))
  await once(server.listen(port, '127.0.0.1'), 'listening')
  return {
    url: `http://127.0.0.1:${portOf(server)}/`,
    event: (entry) => void events.push(entry),
    figures(figures) {
      live = figures
    },
    async close() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}
